package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one member of a group tells an operator about itself.
 *
 * @param properties for people to read; Apache's tools need some of them, see {@link Property}
 * @param subscriptions one entry a topic, the retry topic included
 * @param subscriptionVersion of the heartbeat that told the broker of them
 * @param queues the queues it holds
 * @param topics how fast it is, by topic
 * @param threadDump what all threads of the process do; empty if nobody asked
 */
public record RunningInfo(
        SortedMap<String, String> properties,
        List<Subscription> subscriptions,
        long subscriptionVersion,
        SortedMap<MessageQueue, QueueInfo> queues,
        SortedMap<String, TopicRates> topics,
        Optional<String> threadDump) {

    public RunningInfo {
        properties = Collections.unmodifiableSortedMap(new TreeMap<>(properties));
        subscriptions = List.copyOf(subscriptions);
        queues = Collections.unmodifiableSortedMap(new TreeMap<>(queues));
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    }

    /** The names of the properties that Apache's tools read. */
    public static final class Property {
        public static final String NAME_SERVERS = "PROP_NAMESERVER_ADDR";
        public static final String THREADS = "PROP_THREADPOOL_CORE_SIZE";
        public static final String ORDERLY = "PROP_CONSUMEORDERLY";
        public static final String CONSUME_TYPE = "PROP_CONSUME_TYPE";
        /** In milliseconds since the epoch; Apache's tools fail without it. */
        public static final String STARTED_AT = "PROP_CONSUMER_START_TIMESTAMP";

        private Property() {}
    }

    /** The same with one more property. */
    public RunningInfo with(String property, String value) {
        SortedMap<String, String> more = new TreeMap<>(properties);
        more.put(property, value);
        return new RunningInfo(more, subscriptions, subscriptionVersion, queues, topics, threadDump);
    }

    /** The same with what all threads do. */
    public RunningInfo withThreadDump(String dump) {
        return new RunningInfo(properties, subscriptions, subscriptionVersion, queues, topics, Optional.of(dump));
    }

    /**
     * One held queue. Times are in milliseconds since the epoch, 0 for never.
     *
     * @param consumedOffset everything before it is consumed; -1 before the position is known
     * @param cachedFrom the oldest cached offset; 0 if nothing is cached
     * @param cachedTo the newest cached offset; 0 if nothing is cached
     * @param cachedMessages pulled and not yet consumed
     * @param cachedBytes their size
     * @param locked whether the broker has locked the queue for this client
     * @param lockedAt when it last said so
     * @param leaving whether the queue is being given up
     * @param pulledAt when a pull was last answered
     * @param consumedAt when a listener last returned, or the first pull was answered if none did yet
     */
    public record QueueInfo(
            long consumedOffset,
            long cachedFrom,
            long cachedTo,
            int cachedMessages,
            long cachedBytes,
            boolean locked,
            long lockedAt,
            boolean leaving,
            long pulledAt,
            long consumedAt) {}

    /**
     * What became of a topic's messages in the last minute.
     *
     * @param pullMillis how long a pull took that brought messages, on average
     * @param pulledPerSecond messages pulled
     * @param consumeMillis how long a listener took, on average
     * @param consumedPerSecond messages consumed
     * @param failedPerSecond messages that a listener failed
     * @param failedInLastHour messages that a listener failed within an hour
     */
    public record TopicRates(
            double pullMillis,
            double pulledPerSecond,
            double consumeMillis,
            double consumedPerSecond,
            double failedPerSecond,
            long failedInLastHour) {}
}
