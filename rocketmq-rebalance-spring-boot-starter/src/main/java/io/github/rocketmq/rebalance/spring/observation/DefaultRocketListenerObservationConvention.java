package io.github.rocketmq.rebalance.spring.observation;

import io.github.rocketmq.rebalance.model.Message;
import io.micrometer.common.KeyValues;

/** OpenTelemetry's names of 1.45. Every key of the metric is always there, {@code none} where it has no value. */
public class DefaultRocketListenerObservationConvention implements RocketListenerObservationConvention {

    private final MessagingNames names;

    public DefaultRocketListenerObservationConvention() {
        this(MessagingNames.V1_45);
    }

    protected DefaultRocketListenerObservationConvention(MessagingNames names) {
        this.names = names;
    }

    @Override
    public String getName() {
        return MessagingNames.PROCESS_DURATION;
    }

    @Override
    public String getContextualName(RocketListenerObservationContext context) {
        return MessagingNames.PROCESS + " " + context.message().topic();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(RocketListenerObservationContext context) {
        return KeyValues.of(
                names.system(),
                MessagingNames.SYSTEM_VALUE,
                MessagingNames.OPERATION_NAME,
                MessagingNames.PROCESS,
                MessagingNames.OPERATION_TYPE,
                MessagingNames.PROCESS,
                MessagingNames.DESTINATION_NAME,
                context.message().topic(),
                MessagingNames.CONSUMER_GROUP_NAME,
                MessagingNames.orNone(context.group()),
                names.consumptionModel(),
                MessagingNames.orNone(context.facts().consumptionModel()),
                MessagingNames.LISTENER_ID,
                context.listener().id(),
                MessagingNames.ERROR_TYPE,
                context.errorType());
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(RocketListenerObservationContext context) {
        Message message = context.message();
        KeyValues common = KeyValues.of(MessagingNames.PARTITION_ID, MessageFacts.partition(message.queue()));
        if (!context.facts().clientId().isEmpty()) {
            common = common.and(MessagingNames.CLIENT_ID, context.facts().clientId());
        }
        if (context.isBatch()) {
            return common.and(
                    MessagingNames.BATCH_MESSAGE_COUNT,
                    Integer.toString(context.messages().size()));
        }
        return common.and(
                        MessagingNames.MESSAGE_ID,
                        message.messageId(),
                        MessagingNames.DELIVERY_ATTEMPT,
                        Integer.toString(message.reconsumeTimes() + 1))
                .and(MessageFacts.described(names, message.properties()))
                .and(MessageFacts.size(message));
    }
}
