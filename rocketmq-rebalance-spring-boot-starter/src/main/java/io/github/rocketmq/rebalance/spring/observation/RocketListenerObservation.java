package io.github.rocketmq.rebalance.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observation of a listener, and its keys by their default names. */
public enum RocketListenerObservation implements ObservationDocumentation {

    /** One call of a listener, from before its arguments are converted until it has answered. */
    PROCESS {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultRocketListenerObservationConvention.class;
        }

        @Override
        public String getContextualName() {
            return "process {topic}";
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return LowCardinalityKeys.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return HighCardinalityKeys.values();
        }
    };

    /** Keys of the metric and the span. */
    public enum LowCardinalityKeys implements KeyName {
        /** {@code rocketmq}. */
        SYSTEM(MessagingNames.V1_45.system()),
        /** {@code process}. */
        OPERATION_NAME(MessagingNames.OPERATION_NAME),
        /** {@code process}. */
        OPERATION_TYPE(MessagingNames.OPERATION_TYPE),
        /** The topic the message was sent to. */
        DESTINATION(MessagingNames.DESTINATION_NAME),
        /** The consumer group. */
        GROUP(MessagingNames.CONSUMER_GROUP_NAME),
        /** {@code clustering} or {@code broadcasting}. */
        CONSUMPTION_MODEL(MessagingNames.V1_45.consumptionModel()),
        /** The listener's id. */
        LISTENER_ID(MessagingNames.LISTENER_ID),
        /** The class thrown; {@code retry} or {@code dead_letter} where nothing was thrown; else {@code none}. */
        ERROR_TYPE(MessagingNames.ERROR_TYPE);

        private final String key;

        LowCardinalityKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Keys of the span only. */
    public enum HighCardinalityKeys implements KeyName {
        /** The id its producer gave it; not of a batch. */
        MESSAGE_ID(MessagingNames.MESSAGE_ID),
        /** {@code broker@queueId}. */
        PARTITION(MessagingNames.PARTITION_ID),
        /** By which operators find it; not of a batch. */
        KEYS(MessagingNames.V1_45.messageKeys()),
        /** By which consumers filter; not of a batch. */
        TAG(MessagingNames.V1_45.messageTag()),
        /** {@code normal}, {@code fifo}, {@code delay} or {@code transaction}; not of a batch. */
        TYPE(MessagingNames.V1_45.messageType()),
        /** The consumer's name in its group. */
        CLIENT_ID(MessagingNames.CLIENT_ID),
        /** 1 for a message that was never given back; not of a batch. */
        ATTEMPT(MessagingNames.DELIVERY_ATTEMPT),
        /** In bytes, inflated; not of a batch. */
        BODY_SIZE(MessagingNames.BODY_SIZE),
        /** How many messages the listener got; only of a batch. */
        BATCH_SIZE(MessagingNames.BATCH_MESSAGE_COUNT);

        private final String key;

        HighCardinalityKeys(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }
}
