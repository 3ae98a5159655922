package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What one consumer group does. Safe for use by any thread. */
final class GroupMeters {

    private static final String TRIGGER = "trigger";
    private static final String CHANGE = "change";

    private final MeterRegistry registry;
    private final String group;
    private final LongAdder inListener = new LongAdder();
    private final Map<String, TopicMeters> topics = new ConcurrentHashMap<>();

    GroupMeters(MeterRegistry registry, String group) {
        this.registry = registry;
        this.group = group;
    }

    TopicMeters of(String topic) {
        TopicMeters known = topics.get(topic);
        return known != null
                ? known
                : topics.computeIfAbsent(topic, named -> new TopicMeters(registry, SeriesTags.of(group, named)));
    }

    void called() {
        inListener.increment();
    }

    void returned() {
        inListener.decrement();
    }

    long activeThreads() {
        return inListener.sum();
    }

    void rebalanced(RebalanceTrigger trigger, boolean successful, Duration took) {
        Timer.builder(RocketMqMeter.REBALANCE_DURATION.getName())
                .description(RocketMqMeter.REBALANCE_DURATION.description())
                .tags(SeriesTags.of(group, "")
                        .and(
                                TRIGGER,
                                trigger.name().toLowerCase(Locale.ROOT),
                                RocketMqMeter.RESULT,
                                Results.of(successful)))
                .register(registry)
                .record(took);
    }

    void moved(Set<MessageQueue> queues, String change) {
        for (MessageQueue queue : queues) {
            Counter.builder(RocketMqMeter.REBALANCE_QUEUES.getName())
                    .description(RocketMqMeter.REBALANCE_QUEUES.description())
                    .baseUnit(RocketMqMeter.REBALANCE_QUEUES.getBaseUnit())
                    .tags(SeriesTags.of(group, queue.topic()).and(CHANGE, change))
                    .register(registry)
                    .increment();
        }
    }
}
