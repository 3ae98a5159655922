package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.api.FlowControlReason;
import io.github.rocketmq.rebalance.api.MessageOutcome;
import io.github.rocketmq.rebalance.spring.observation.MessagingNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one group's messages of one topic. What a consumed message needs is looked up once; what is rare is looked
 * up each time. Safe for use by any thread.
 */
final class TopicMeters {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Timer awaitTime;
    private final Timer latency;
    private final Counter consumed;

    TopicMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
        this.awaitTime = timer(RocketMqMeter.AWAIT_TIME);
        this.latency = timer(RocketMqMeter.DELIVERY_LATENCY);
        this.consumed = consumed(MessagingNames.NONE);
    }

    void delivered(long awaitedNanos, long latencyMillis) {
        awaitTime.record(awaitedNanos, TimeUnit.NANOSECONDS);
        latency.record(latencyMillis, TimeUnit.MILLISECONDS);
    }

    void settled(MessageOutcome outcome, @Nullable Throwable failure) {
        switch (outcome.fate()) {
            case CONSUMED -> consumed.increment();
            case RETRIED -> {
                counter(RocketMqMeter.RETRIED, reason(outcome)).increment();
                consumed(errorType(failure, outcome == MessageOutcome.TIMED_OUT ? "timeout" : "retry"))
                        .increment();
            }
            case DEAD_LETTERED -> {
                deadLetter(outcome);
                consumed(errorType(failure, "dead_letter")).increment();
            }
        }
    }

    void deadLetter(MessageOutcome outcome) {
        counter(RocketMqMeter.DEAD_LETTERS, reason(outcome)).increment();
    }

    void flowControl(FlowControlReason reason) {
        counter(RocketMqMeter.FLOW_CONTROL, Tags.of(RocketMqMeter.REASON, lower(reason)))
                .increment();
    }

    void committed(boolean successful) {
        counter(RocketMqMeter.OFFSET_COMMITS, Tags.of(RocketMqMeter.RESULT, Results.of(successful)))
                .increment();
    }

    private Counter consumed(String errorType) {
        return counter(
                RocketMqMeter.CONSUMED,
                Tags.of(MessagingNames.OPERATION_NAME, MessagingNames.CONSUME, MessagingNames.ERROR_TYPE, errorType));
    }

    private Counter counter(RocketMqMeter meter, Tags extra) {
        return Counter.builder(meter.getName())
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .tags(tags.and(extra))
                .register(registry);
    }

    private Timer timer(RocketMqMeter meter) {
        return Timer.builder(meter.getName())
                .description(meter.description())
                .tags(tags)
                .register(registry);
    }

    private static String errorType(@Nullable Throwable failure, String otherwise) {
        return failure == null ? otherwise : MessagingNames.errorType(failure);
    }

    private static Tags reason(MessageOutcome outcome) {
        String reason =
                switch (outcome) {
                    case CONSUMED -> MessagingNames.NONE;
                    case RETRY_REQUESTED, DEAD_LETTER_REQUESTED -> "requested";
                    case RETRY_AFTER_EXCEPTION -> "exception";
                    case TIMED_OUT -> "timeout";
                    case DEAD_LETTER_ATTEMPTS -> "attempts";
                    case DEAD_LETTER_UNDECODABLE -> "undecodable";
                    case DROPPED -> "dropped";
                };
        return Tags.of(RocketMqMeter.REASON, reason);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
