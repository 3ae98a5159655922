package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What all listeners held and did at one moment, in the form of gauges. A group that consumes from several clusters is one
 * group, and its topics and queues of the same name are one topic and one queue each.
 *
 * @param groups by consumer group
 * @param topics by consumer group and topic, the topics also that no queue is held of
 * @param queues by consumer group and queue
 */
record Readings(
        Map<String, OfGroup> groups, Map<Series<String>, OfQueues> topics, Map<Series<MessageQueue>, OfQueues> queues) {

    /** Part of what one group consumes. */
    record Series<T>(String group, T part) {}

    /**
     * The consumers of a group.
     *
     * @param maxThreads how many calls of the listener may run at once
     * @param paused 1 or 0; 1 if one of several is paused
     * @param lastRebalance when a look at the group last succeeded, of several where that is longest ago; empty before the
     *     first
     */
    record OfGroup(double maxThreads, double paused, Optional<Instant> lastRebalance) {

        OfGroup and(OfGroup other) {
            return new OfGroup(
                    maxThreads + other.maxThreads,
                    Math.max(paused, other.paused),
                    Stream.of(lastRebalance, other.lastRebalance)
                            .flatMap(Optional::stream)
                            .min(Comparator.naturalOrder()));
        }

        double rebalanceAge(Instant now) {
            return lastRebalance
                    .map(last -> Math.max(0, Duration.between(last, now).toMillis()) / 1000.0)
                    .orElse(Double.NaN);
        }
    }

    /** One queue, or several together. */
    record OfQueues(double lag, double lagSeconds, int assigned, long cachedMessages, long cachedBytes, long inFlight) {

        static OfQueues of(List<QueueSnapshot> queues, Instant now) {
            return new OfQueues(
                    queues.stream().mapToDouble(QueueLag::messages).sum(),
                    // NaN is the highest of all: one unknown queue makes the whole unknown.
                    queues.stream()
                            .mapToDouble(queue -> QueueLag.seconds(queue, now))
                            .reduce(0, Math::max),
                    (int) queues.stream()
                            .filter(queue -> queue.stage() == QueueSnapshot.Stage.CONSUMING)
                            .count(),
                    queues.stream().mapToLong(QueueSnapshot::cachedMessages).sum(),
                    queues.stream().mapToLong(QueueSnapshot::cachedBytes).sum(),
                    queues.stream().mapToLong(QueueSnapshot::inFlight).sum());
        }

        /** Together; what is unknown of one is unknown of both. */
        OfQueues and(OfQueues other) {
            return new OfQueues(
                    lag + other.lag,
                    Math.max(lagSeconds, other.lagSeconds),
                    assigned + other.assigned,
                    cachedMessages + other.cachedMessages,
                    cachedBytes + other.cachedBytes,
                    inFlight + other.inFlight);
        }

        /** Of a listener that does not run: nobody knows how far it is behind. */
        static OfQueues ofNobody() {
            return new OfQueues(Double.NaN, Double.NaN, 0, 0, 0, 0);
        }
    }

    static Readings of(Collection<RocketListenerContainer> containers, Instant now) {
        Readings all = new Readings(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        containers.forEach(container -> all.add(container, now));
        return all;
    }

    private void add(RocketListenerContainer container, Instant now) {
        String group = container.group();
        Optional<ConsumerSnapshot> snapshot = container.snapshot();
        groups.merge(
                group,
                new OfGroup(
                        container.options().concurrency(),
                        snapshot.filter(known -> known.state() == ConsumerState.PAUSED)
                                        .isPresent()
                                ? 1
                                : 0,
                        snapshot.flatMap(ConsumerSnapshot::lastSuccessfulRebalance)),
                OfGroup::and);
        List<QueueSnapshot> held =
                new ArrayList<>(snapshot.map(ConsumerSnapshot::queues).orElse(List.of()));
        TreeSet<String> names = new TreeSet<>(
                snapshot.map(ConsumerSnapshot::topics).orElseGet(() -> new TreeSet<>(container.topics())));
        held.forEach(queue -> names.add(queue.queue().topic()));
        names.forEach(topic -> topics.merge(
                new Series<>(group, topic),
                snapshot.isEmpty()
                        ? OfQueues.ofNobody()
                        : OfQueues.of(
                                held.stream()
                                        .filter(queue -> queue.queue().topic().equals(topic))
                                        .toList(),
                                now),
                OfQueues::and));
        held.forEach(queue ->
                queues.merge(new Series<>(group, queue.queue()), OfQueues.of(List.of(queue), now), OfQueues::and));
    }
}
