package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.spring.autoconfigure.metrics.Readings.OfGroup;
import io.github.rocketmq.rebalance.spring.autoconfigure.metrics.Readings.OfQueues;
import io.github.rocketmq.rebalance.spring.autoconfigure.metrics.Readings.Series;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The gauges of all listeners in one registry. One thread at a time. */
final class RegisteredGauges {

    private final MeterRegistry registry;
    private final ConsumerReadings readings;
    private final ToLongFunction<ConsumerGroup> activeThreads;
    private final boolean perQueue;
    private final Map<RocketMqMeter, MultiGauge> gauges = new EnumMap<>(RocketMqMeter.class);
    private final Map<String, Meter> ages = new HashMap<>();

    RegisteredGauges(
            MeterRegistry registry,
            ConsumerReadings readings,
            ToLongFunction<ConsumerGroup> activeThreads,
            boolean perQueue) {
        this.registry = registry;
        this.readings = readings;
        this.activeThreads = activeThreads;
        this.perQueue = perQueue;
    }

    synchronized void refresh(Readings now) {
        ofTopics(RocketMqMeter.ASSIGNED, now, OfQueues::assigned);
        ofTopics(RocketMqMeter.CACHED_MESSAGES, now, OfQueues::cachedMessages);
        ofTopics(RocketMqMeter.CACHED_BYTES, now, OfQueues::cachedBytes);
        ofTopics(RocketMqMeter.IN_FLIGHT, now, OfQueues::inFlight);
        ofTopicsOrQueues(RocketMqMeter.LAG, now, OfQueues::lag);
        ofTopicsOrQueues(RocketMqMeter.LAG_TIME, now, OfQueues::lagSeconds);
        ofGroups(RocketMqMeter.THREADS_MAX, now, OfGroup::maxThreads);
        ofGroups(RocketMqMeter.PAUSED, now, OfGroup::paused);
        rows(
                RocketMqMeter.THREADS_ACTIVE,
                now.groups().keySet(),
                group -> SeriesTags.of(group, ""),
                group -> activeThreads.applyAsLong(new ConsumerGroup(group)));
        ages(now);
    }

    private void ofGroups(RocketMqMeter meter, Readings now, ToDoubleFunction<OfGroup> value) {
        rows(
                meter,
                now.groups().keySet(),
                group -> SeriesTags.of(group, ""),
                group -> valueOf(readings.current().groups().get(group), value));
    }

    private void ofTopicsOrQueues(RocketMqMeter meter, Readings now, ToDoubleFunction<OfQueues> value) {
        if (perQueue) {
            series(meter, now.queues(), Readings::queues, SeriesTags::of, value);
        } else {
            ofTopics(meter, now, value);
        }
    }

    private void ofTopics(RocketMqMeter meter, Readings now, ToDoubleFunction<OfQueues> value) {
        series(meter, now.topics(), Readings::topics, SeriesTags::of, value);
    }

    private <T> void series(
            RocketMqMeter meter,
            Map<Series<T>, OfQueues> now,
            Function<Readings, Map<Series<T>, OfQueues>> later,
            BiFunction<String, T, Tags> tags,
            ToDoubleFunction<OfQueues> value) {
        rows(
                meter,
                now.keySet(),
                series -> tags.apply(series.group(), series.part()),
                series -> valueOf(later.apply(readings.current()).get(series), value));
    }

    private <K> void rows(RocketMqMeter meter, Set<K> keys, Function<K, Tags> tags, ToDoubleFunction<K> value) {
        MultiGauge gauge = gauges.computeIfAbsent(meter, this::register);
        gauge.register(
                keys.stream().map(key -> Row.of(tags.apply(key), key, value)).toList());
    }

    private MultiGauge register(RocketMqMeter meter) {
        return MultiGauge.builder(meter.getName())
                .description(meter.description())
                .baseUnit(meter.getBaseUnit())
                .register(registry);
    }

    /** MultiGauge knows no times, which registries show in units of their own. */
    private void ages(Readings now) {
        ages.entrySet().removeIf(entry -> {
            boolean gone = !now.groups().containsKey(entry.getKey());
            if (gone) {
                registry.remove(entry.getValue());
            }
            return gone;
        });
        now.groups()
                .keySet()
                .forEach(group -> ages.computeIfAbsent(group, added -> TimeGauge.builder(
                                RocketMqMeter.REBALANCE_AGE.getName(),
                                added,
                                TimeUnit.SECONDS,
                                of -> valueOf(
                                        readings.current().groups().get(of),
                                        known -> known.rebalanceAge(readings.now())))
                        .description(RocketMqMeter.REBALANCE_AGE.description())
                        .tags(SeriesTags.of(added, ""))
                        .strongReference(true)
                        .register(registry)));
    }

    /** What is gone has no value until its series goes, too. */
    private static <T> double valueOf(@Nullable T reading, ToDoubleFunction<T> value) {
        return reading == null ? Double.NaN : value.applyAsDouble(reading);
    }
}
