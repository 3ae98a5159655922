package io.github.rocketmq.rebalance.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/** The observation of a producer, and its keys by their default names. */
public enum RocketSendObservation implements ObservationDocumentation {

    /** One message, from the call until a broker confirmed it or none did, all attempts included. */
    SEND {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultRocketSendObservationConvention.class;
        }

        @Override
        public String getContextualName() {
            return "send {topic}";
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

    /** Keys of the metric and the span, the same as of all requests to servers. */
    public enum LowCardinalityKeys implements KeyName {
        /** {@code none}. */
        GROUP(MessagingNames.CONSUMER_GROUP_NAME),
        /** The topic. */
        DESTINATION(MessagingNames.DESTINATION_NAME),
        /** {@code send}. */
        OPERATION_NAME(MessagingNames.OPERATION_NAME),
        /** {@code send}. */
        OPERATION_TYPE(MessagingNames.OPERATION_TYPE),
        /** {@code none}. */
        SERVER_ADDRESS(MessagingNames.SERVER_ADDRESS),
        /** {@code none}. */
        SERVER_PORT(MessagingNames.SERVER_PORT),
        /** The class thrown, or {@code none}. */
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
        /** {@code rocketmq}. */
        SYSTEM(MessagingNames.V1_45.system()),
        /** The id the producer gave it; only if it was confirmed. */
        MESSAGE_ID(MessagingNames.MESSAGE_ID),
        /** {@code broker@queueId}; only if it was confirmed. */
        PARTITION(MessagingNames.PARTITION_ID),
        /** By which operators find it. */
        KEYS(MessagingNames.V1_45.messageKeys()),
        /** By which consumers filter. */
        TAG(MessagingNames.V1_45.messageTag()),
        /** {@code normal}, {@code fifo}, {@code delay} or {@code transaction}. */
        TYPE(MessagingNames.V1_45.messageType()),
        /** In bytes. */
        BODY_SIZE(MessagingNames.BODY_SIZE);

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
