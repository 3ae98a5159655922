package io.github.rocketmq.rebalance.spring.observation;

import org.jspecify.annotations.Nullable;

/**
 * All names and values that come from OpenTelemetry's semantic conventions for messaging, as of 1.45. They are marked
 * <em>development</em> there and may change again, so they stand here and nowhere else.
 *
 * <p>The constants have been the same since 1.27. What changed is in an instance for each version.
 */
public final class MessagingNames {

    public static final String PROCESS_DURATION = "messaging.process.duration";
    public static final String CLIENT_OPERATION_DURATION = "messaging.client.operation.duration";
    public static final String CLIENT_CONSUMED_MESSAGES = "messaging.client.consumed.messages";

    public static final String OPERATION_NAME = "messaging.operation.name";
    public static final String OPERATION_TYPE = "messaging.operation.type";
    public static final String DESTINATION_NAME = "messaging.destination.name";
    public static final String PARTITION_ID = "messaging.destination.partition.id";
    public static final String CONSUMER_GROUP_NAME = "messaging.consumer.group.name";
    public static final String CLIENT_ID = "messaging.client.id";
    public static final String MESSAGE_ID = "messaging.message.id";
    public static final String BODY_SIZE = "messaging.message.body.size";
    public static final String BATCH_MESSAGE_COUNT = "messaging.batch.message_count";
    public static final String ERROR_TYPE = "error.type";
    public static final String SERVER_ADDRESS = "server.address";
    public static final String SERVER_PORT = "server.port";

    /** Not of OpenTelemetry: the id of a listener. */
    public static final String LISTENER_ID = "rocketmq.listener.id";

    /** Not of OpenTelemetry: 1 for a message that was never given back. */
    public static final String DELIVERY_ATTEMPT = "rocketmq.delivery.attempt";

    public static final String SYSTEM_VALUE = "rocketmq";
    public static final String PROCESS = "process";
    public static final String SEND = "send";
    public static final String CONSUME = "consume";
    public static final String RECEIVE = "receive";
    public static final String SETTLE = "settle";

    /** The value of a key that has none: Prometheus wants the same keys in all series of a meter. */
    public static final String NONE = "none";

    /** The names of 1.45, which dropped the prefix of what belongs to one system. */
    public static final MessagingNames V1_45 = new MessagingNames("messaging.system.name", "rocketmq.");

    /** The names from 1.27 to 1.44. */
    public static final MessagingNames V1_44 = new MessagingNames("messaging.system", "messaging.rocketmq.");

    private final String system;
    private final String prefix;

    private MessagingNames(String system, String prefix) {
        this.system = system;
        this.prefix = prefix;
    }

    public String system() {
        return system;
    }

    public String consumptionModel() {
        return prefix + "consumption_model";
    }

    public String messageKeys() {
        return prefix + "message.keys";
    }

    public String messageTag() {
        return prefix + "message.tag";
    }

    public String messageType() {
        return prefix + "message.type";
    }

    /** The value of {@link #ERROR_TYPE} for something thrown. */
    public static String errorType(@Nullable Throwable failure) {
        return failure == null ? NONE : failure.getClass().getName();
    }

    /** The value, or {@link #NONE} instead of nothing. */
    public static String orNone(@Nullable String value) {
        return value == null || value.isEmpty() ? NONE : value;
    }
}
