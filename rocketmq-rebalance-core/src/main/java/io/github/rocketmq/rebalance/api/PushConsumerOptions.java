package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How one member of a consumer group consumes. Read once, at build time.
 *
 * @param group the group it joins
 * @param subscriptions what it wants, one entry a topic; must be the same in all members of the group
 * @param startPosition where to begin in a queue without a committed offset
 * @param concurrency how many messages may be in listeners at once, 1 to 1000
 * @param maxReconsumeTimes how often a message is given back before the broker moves it to the dead-letter topic
 * @param drainTimeout how long running listeners are awaited before a queue is given up without them
 * @param rebalance when to look at the group
 * @param pull how much to fetch ahead
 * @param offsetCommitInterval time between commits of what changed
 * @param assignment who decides which queues the member consumes
 * @param pop how to consume the queues whose messages are popped
 */
public record PushConsumerOptions(
        ConsumerGroup group,
        List<Subscription> subscriptions,
        StartPosition startPosition,
        int concurrency,
        int maxReconsumeTimes,
        Duration drainTimeout,
        Rebalance rebalance,
        Pull pull,
        Duration offsetCommitInterval,
        AssignmentMode assignment,
        Pop pop) {

    public PushConsumerOptions {
        subscriptions = subscriptions.stream().sorted().toList();
        if (subscriptions.isEmpty()) {
            throw new IllegalArgumentException(
                    "consumer group '" + group + "' subscribes to nothing; name at least one topic");
        }
        Set<String> topics = new HashSet<>();
        for (Subscription subscription : subscriptions) {
            if (!topics.add(subscription.topic())) {
                throw new IllegalArgumentException(
                        "consumer group '" + group + "' subscribes to topic '" + subscription.topic()
                                + "' twice; brokers keep one expression per topic, so join the two with ||");
            }
        }
        Ranges.require("concurrency", concurrency, 1, 1000);
        Ranges.require("maxReconsumeTimes", maxReconsumeTimes, 0, Integer.MAX_VALUE);
        Ranges.require("drainTimeout", drainTimeout, Duration.ZERO, Duration.ofHours(1));
        Ranges.require("offsetCommitInterval", offsetCommitInterval, Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    /**
     * When to look at the group.
     *
     * @param interval between two looks if nothing happens, 1 s to 10 min
     * @param minInterval between two looks however much happens, 0 to {@code interval}
     */
    public record Rebalance(Duration interval, Duration minInterval) {
        public Rebalance {
            Ranges.require("rebalance.interval", interval, Duration.ofSeconds(1), Duration.ofMinutes(10));
            Ranges.require("rebalance.minInterval", minInterval, Duration.ZERO, interval);
        }
    }

    /**
     * How much to fetch ahead. The limits hold for each queue.
     *
     * @param batchSize messages asked for by one pull, 1 to 1024; brokers cap it at 32 by default
     * @param longPollTimeout how long a broker may hold a pull that finds nothing, 1 s to 60 s
     * @param maxCachedMessages pulling pauses at this many unconsumed messages, 1 to 65535
     * @param maxCachedBytes pulling pauses at this many unconsumed bytes, 1 KiB and up
     * @param maxOffsetSpan pulling pauses at this distance from the oldest unconsumed message to the newest, 1 to 65535
     */
    public record Pull(
            int batchSize, Duration longPollTimeout, int maxCachedMessages, long maxCachedBytes, int maxOffsetSpan) {
        public Pull {
            Ranges.require("pull.batchSize", batchSize, 1, 1024);
            Ranges.require("pull.longPollTimeout", longPollTimeout, Duration.ofSeconds(1), Duration.ofSeconds(60));
            Ranges.require("pull.maxCachedMessages", maxCachedMessages, 1, 65535);
            Ranges.require("pull.maxCachedBytes", maxCachedBytes, 1024, Long.MAX_VALUE);
            Ranges.require("pull.maxOffsetSpan", maxOffsetSpan, 1, 65535);
        }
    }

    /**
     * How to consume queues whose messages are popped, which needs {@link AssignmentMode#BROKER}.
     *
     * @param invisibleTime after which a popped message comes again, to any member, if its listener has not started; it is
     *     extended while a listener runs; 5 s to 5 min
     * @param batchSize messages asked for at once, 1 to 32
     * @param maxInFlight of one queue; popping pauses at this many messages that are not done, 1 to 65535
     */
    public record Pop(Duration invisibleTime, int batchSize, int maxInFlight) {
        public Pop {
            Ranges.require("pop.invisibleTime", invisibleTime, Duration.ofSeconds(5), Duration.ofSeconds(300));
            Ranges.require("pop.batchSize", batchSize, 1, 32);
            Ranges.require("pop.maxInFlight", maxInFlight, 1, 65535);
        }
    }

    /** Starts from the defaults. */
    public static Builder builder(String group) {
        return new Builder(new ConsumerGroup(group));
    }

    /** Collects options; every setter has a default. Not safe for use by several threads. */
    public static final class Builder {

        private final ConsumerGroup group;
        private final List<Subscription> subscriptions = new ArrayList<>();
        private StartPosition startPosition = StartPosition.latest();
        private int concurrency = 20;
        private int maxReconsumeTimes = 16;
        private Duration drainTimeout = Duration.ofSeconds(10);
        private Duration rebalanceInterval = Duration.ofSeconds(20);
        private Duration rebalanceMinInterval = Duration.ofSeconds(1);
        private int pullBatchSize = 32;
        private Duration longPollTimeout = Duration.ofSeconds(15);
        private int maxCachedMessages = 1000;
        private long maxCachedBytes = 100L * 1024 * 1024;
        private int maxOffsetSpan = 2000;
        private Duration offsetCommitInterval = Duration.ofSeconds(5);
        private AssignmentMode assignment = AssignmentMode.CLIENT;
        private Duration popInvisibleTime = Duration.ofSeconds(60);
        private int popBatchSize = 32;
        private int popMaxInFlight = 96;

        private Builder(ConsumerGroup group) {
            this.group = group;
        }

        /** Adds every message of a topic. */
        public Builder subscribe(String topic) {
            return subscribe(Subscription.all(topic));
        }

        /** Adds the messages of a topic that carry one of the tags in {@code "TagA || TagB"}. */
        public Builder subscribe(String topic, String tags) {
            return subscribe(Subscription.tags(topic, tags));
        }

        public Builder subscribe(Subscription subscription) {
            this.subscriptions.add(subscription);
            return this;
        }

        public Builder startPosition(StartPosition position) {
            this.startPosition = position;
            return this;
        }

        public Builder concurrency(int listeners) {
            this.concurrency = listeners;
            return this;
        }

        public Builder maxReconsumeTimes(int times) {
            this.maxReconsumeTimes = times;
            return this;
        }

        public Builder drainTimeout(Duration timeout) {
            this.drainTimeout = timeout;
            return this;
        }

        public Builder rebalanceInterval(Duration interval) {
            this.rebalanceInterval = interval;
            return this;
        }

        public Builder rebalanceMinInterval(Duration interval) {
            this.rebalanceMinInterval = interval;
            return this;
        }

        public Builder pullBatchSize(int messages) {
            this.pullBatchSize = messages;
            return this;
        }

        public Builder longPollTimeout(Duration timeout) {
            this.longPollTimeout = timeout;
            return this;
        }

        public Builder maxCachedMessages(int messages) {
            this.maxCachedMessages = messages;
            return this;
        }

        public Builder maxCachedBytes(long bytes) {
            this.maxCachedBytes = bytes;
            return this;
        }

        public Builder maxOffsetSpan(int offsets) {
            this.maxOffsetSpan = offsets;
            return this;
        }

        public Builder offsetCommitInterval(Duration interval) {
            this.offsetCommitInterval = interval;
            return this;
        }

        /** Who decides which queues the member consumes; by default each member for itself. */
        public Builder assignment(AssignmentMode mode) {
            this.assignment = mode;
            return this;
        }

        public Builder popInvisibleTime(Duration time) {
            this.popInvisibleTime = time;
            return this;
        }

        public Builder popBatchSize(int messages) {
            this.popBatchSize = messages;
            return this;
        }

        public Builder popMaxInFlight(int messages) {
            this.popMaxInFlight = messages;
            return this;
        }

        public PushConsumerOptions build() {
            return new PushConsumerOptions(
                    group,
                    subscriptions,
                    startPosition,
                    concurrency,
                    maxReconsumeTimes,
                    drainTimeout,
                    new Rebalance(rebalanceInterval, rebalanceMinInterval),
                    new Pull(pullBatchSize, longPollTimeout, maxCachedMessages, maxCachedBytes, maxOffsetSpan),
                    offsetCommitInterval,
                    assignment,
                    new Pop(popInvisibleTime, popBatchSize, popMaxInFlight));
        }
    }
}
