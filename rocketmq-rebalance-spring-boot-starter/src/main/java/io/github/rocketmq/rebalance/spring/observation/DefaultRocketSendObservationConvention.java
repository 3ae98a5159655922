package io.github.rocketmq.rebalance.spring.observation;

import io.github.rocketmq.rebalance.model.SendReceipt;
import io.micrometer.common.KeyValues;

/**
 * OpenTelemetry's names of 1.45. The metric is the one of all requests to servers, so it has their keys; which server stored
 * the message in the end is not known, and {@code none}.
 */
public class DefaultRocketSendObservationConvention implements RocketSendObservationConvention {

    private final MessagingNames names;

    public DefaultRocketSendObservationConvention() {
        this(MessagingNames.V1_45);
    }

    protected DefaultRocketSendObservationConvention(MessagingNames names) {
        this.names = names;
    }

    @Override
    public String getName() {
        return MessagingNames.CLIENT_OPERATION_DURATION;
    }

    @Override
    public String getContextualName(RocketSendObservationContext context) {
        return MessagingNames.SEND + " " + context.message().topic();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(RocketSendObservationContext context) {
        return KeyValues.of(
                MessagingNames.CONSUMER_GROUP_NAME,
                MessagingNames.NONE,
                MessagingNames.DESTINATION_NAME,
                context.message().topic(),
                MessagingNames.OPERATION_NAME,
                MessagingNames.SEND,
                MessagingNames.OPERATION_TYPE,
                MessagingNames.SEND,
                MessagingNames.SERVER_ADDRESS,
                MessagingNames.NONE,
                MessagingNames.SERVER_PORT,
                MessagingNames.NONE,
                MessagingNames.ERROR_TYPE,
                MessagingNames.errorType(context.getError()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(RocketSendObservationContext context) {
        KeyValues known = KeyValues.of(names.system(), MessagingNames.SYSTEM_VALUE)
                .and(
                        MessagingNames.BODY_SIZE,
                        Integer.toString(context.message().body().length))
                .and(MessageFacts.described(names, context.message().properties()));
        return context.receipt().map(receipt -> known.and(stored(receipt))).orElse(known);
    }

    private static KeyValues stored(SendReceipt receipt) {
        return KeyValues.of(
                MessagingNames.MESSAGE_ID,
                receipt.messageId(),
                MessagingNames.PARTITION_ID,
                MessageFacts.partition(receipt.queue()));
    }
}
