package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.RunningInfo;
import io.github.rocketmq.rebalance.remote.RunningInfo.Property;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What operators may ask of one member. Reads memory only; any thread. */
public final class GroupOperations {

    private final GroupSetup setup;
    private final Subscriptions subscriptions;
    private final ConsumeStats stats;
    private final Supplier<ConsumerSnapshot> snapshot;
    private final InstantSource clock;
    private final IntSupplier concurrency;
    private final DirectCalls directCalls;
    private final long builtAt;

    GroupOperations(
            GroupSetup setup,
            Subscriptions subscriptions,
            ConsumeStats stats,
            Supplier<ConsumerSnapshot> snapshot,
            IntSupplier concurrency,
            InstantSource clock) {
        this.setup = setup;
        this.subscriptions = subscriptions;
        this.stats = stats;
        this.snapshot = snapshot;
        this.concurrency = concurrency;
        this.clock = clock;
        this.directCalls = setup.directCalls();
        this.builtAt = clock.millis();
    }

    /**
     * Everything before these offsets is consumed, as of the last commit.
     *
     * @param topic of the queues in question; empty for all
     */
    public SortedMap<MessageQueue, Long> consumedOffsets(String topic) {
        SortedMap<MessageQueue, Long> offsets = new TreeMap<>();
        for (QueueSnapshot queue : snapshot.get().queues()) {
            boolean asked = topic.isEmpty() || queue.queue().topic().equals(topic);
            if (asked && queue.consumedOffset() != HeldQueue.UNKNOWN) {
                offsets.put(queue.queue(), queue.consumedOffset());
            }
        }
        return offsets;
    }

    /** What this member holds and does, in the terms of Apache's tools. */
    public RunningInfo runningInfo() {
        Heartbeat.Membership membership = subscriptions.membership();
        long now = clock.millis();
        SortedMap<MessageQueue, RunningInfo.QueueInfo> queues = new TreeMap<>();
        snapshot.get().queues().forEach(queue -> queues.put(queue.queue(), info(queue, now)));
        SortedMap<String, RunningInfo.TopicRates> topics = new TreeMap<>();
        for (Subscription subscription : membership.subscriptions()) {
            topics.put(subscription.topic(), stats.rates(subscription.topic()));
        }
        return new RunningInfo(
                properties(membership),
                membership.subscriptions(),
                membership.version(),
                queues,
                topics,
                Optional.empty());
    }

    /** Calls the listener on a worker thread and tells how that went; no offset moves by it. */
    public CompletionStage<DirectConsumption> consumeDirectly(Message message) {
        return directCalls.call(message);
    }

    private SortedMap<String, String> properties(Heartbeat.Membership membership) {
        SortedMap<String, String> properties = new TreeMap<>();
        properties.put(Property.CONSUME_TYPE, "CONSUME_PASSIVELY");
        properties.put(Property.ORDERLY, Boolean.toString(setup.isOrderly()));
        properties.put(Property.STARTED_AT, Long.toString(builtAt));
        properties.put(Property.THREADS, Integer.toString(concurrency.getAsInt()));
        properties.put("consumerGroup", membership.group().name());
        properties.put("consumeFromWhere", membership.startFrom().name());
        return properties;
    }

    private RunningInfo.QueueInfo info(QueueSnapshot queue, long now) {
        boolean cached = queue.cachedMessages() > 0;
        boolean leaving =
                queue.stage() == QueueSnapshot.Stage.DRAINING || queue.stage() == QueueSnapshot.Stage.COMMITTING;
        return new RunningInfo.QueueInfo(
                queue.consumedOffset(),
                cached ? queue.consumedOffset() : 0,
                cached ? queue.nextOffset() - 1 : 0,
                queue.cachedMessages(),
                queue.cachedBytes(),
                setup.isOrderly() && queue.stage() == QueueSnapshot.Stage.CONSUMING,
                setup.isOrderly() ? builtAt : 0,
                leaving,
                timeOfDay(stats.sincePulled(queue.queue()), now),
                timeOfDay(stats.sinceConsumed(queue.queue()), now));
    }

    private static long timeOfDay(long age, long now) {
        return age == ConsumeStats.NEVER ? 0 : now - age;
    }
}
