package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.spring.observation.MessagingNames;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.docs.MeterDocumentation;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of the consumers and connections, with its unit and keys; what observations make of themselves is beside
 * these. All have the consumer group and the topic as keys, {@code none} where they mean all of them.
 */
enum RocketMqMeter implements MeterDocumentation {
    CONSUMED(
            MessagingNames.CLIENT_CONSUMED_MESSAGES,
            Meter.Type.COUNTER,
            "messages",
            "Deliveries that the listener answered",
            MessagingNames.OPERATION_NAME,
            MessagingNames.ERROR_TYPE),
    OPERATION(
            MessagingNames.CLIENT_OPERATION_DURATION,
            Meter.Type.TIMER,
            null,
            "Requests to brokers and name servers; pulls wait there for messages",
            MessagingNames.OPERATION_NAME,
            MessagingNames.OPERATION_TYPE,
            MessagingNames.SERVER_ADDRESS,
            MessagingNames.SERVER_PORT,
            MessagingNames.ERROR_TYPE,
            RocketMqMeter.ERROR),
    AWAIT_TIME("rocketmq.consumer.await.time", Meter.Type.TIMER, null, "In memory, from the pull to the listener"),
    DELIVERY_LATENCY(
            "rocketmq.consumer.delivery.latency", Meter.Type.TIMER, null, "From the producer's clock to the listener"),
    LAG("rocketmq.consumer.queue.lag", Meter.Type.GAUGE, "messages", "Stored and not committed by the group"),
    LAG_TIME("rocketmq.consumer.queue.lag.time", Meter.Type.GAUGE, "seconds", "Age of the oldest unconsumed message"),
    ASSIGNED("rocketmq.consumer.queues.assigned", Meter.Type.GAUGE, "queues", "Queues that are consumed here"),
    CACHED_MESSAGES("rocketmq.consumer.cached.messages", Meter.Type.GAUGE, "messages", "Pulled and not consumed"),
    CACHED_BYTES("rocketmq.consumer.cached.bytes", Meter.Type.GAUGE, "bytes", "Their size"),
    IN_FLIGHT("rocketmq.consumer.inflight", Meter.Type.GAUGE, "messages", "In a listener now"),
    THREADS_ACTIVE("rocketmq.consumer.threads.active", Meter.Type.GAUGE, "threads", "Threads in the listener now"),
    THREADS_MAX("rocketmq.consumer.threads.max", Meter.Type.GAUGE, "threads", "Listener calls that may run at once"),
    PAUSED("rocketmq.consumer.paused", Meter.Type.GAUGE, null, "1 while paused, else 0"),
    REBALANCE_DURATION(
            "rocketmq.consumer.rebalance.duration",
            Meter.Type.TIMER,
            null,
            "From the first question to the decision",
            "trigger",
            RocketMqMeter.RESULT),
    REBALANCE_QUEUES(
            "rocketmq.consumer.rebalance.queues", Meter.Type.COUNTER, "queues", "Queues that changed hands", "change"),
    REBALANCE_AGE(
            "rocketmq.consumer.rebalance.age", Meter.Type.GAUGE, "seconds", "Since the last successful rebalance"),
    RETRIED(
            "rocketmq.consumer.retried.messages",
            Meter.Type.COUNTER,
            "messages",
            "Messages that come again",
            RocketMqMeter.REASON),
    DEAD_LETTERS(
            "rocketmq.consumer.dead.letters",
            Meter.Type.COUNTER,
            "messages",
            "Messages put away for good",
            RocketMqMeter.REASON),
    FLOW_CONTROL(
            "rocketmq.consumer.flow.control",
            Meter.Type.COUNTER,
            null,
            "Times that a queue was pulled no further",
            RocketMqMeter.REASON),
    OFFSET_COMMITS(
            "rocketmq.consumer.offset.commits",
            Meter.Type.COUNTER,
            null,
            "Commits of one queue's offset",
            RocketMqMeter.RESULT),
    CONNECTIONS(
            "rocketmq.client.connections",
            Meter.Type.GAUGE,
            "connections",
            "Open connections",
            MessagingNames.SERVER_ADDRESS),
    RECONNECTS(
            "rocketmq.client.reconnects",
            Meter.Type.COUNTER,
            null,
            "Connections that replaced an earlier one",
            MessagingNames.SERVER_ADDRESS);

    /** The key that Micrometer gives to the timers of observations; ours has it to go with them. */
    static final String ERROR = "error";

    static final String RESULT = "result";
    static final String REASON = "reason";

    private final String meterName;
    private final Meter.Type type;
    private final @Nullable String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // copied in, copied out
    private final String[] extraKeys;

    RocketMqMeter(String meterName, Meter.Type type, @Nullable String unit, String description, String... extraKeys) {
        this.meterName = meterName;
        this.type = type;
        this.unit = unit;
        this.description = description;
        this.extraKeys = extraKeys.clone();
    }

    @Override
    public String getName() {
        return meterName;
    }

    @Override
    public Meter.Type getType() {
        return type;
    }

    @Override
    public @Nullable String getBaseUnit() {
        return unit;
    }

    @Override
    public KeyName[] getKeyNames() {
        return Stream.concat(
                        Stream.of(MessagingNames.CONSUMER_GROUP_NAME, MessagingNames.DESTINATION_NAME),
                        Stream.of(extraKeys))
                .map(key -> (KeyName) () -> key)
                .toArray(KeyName[]::new);
    }

    String description() {
        return description;
    }
}
