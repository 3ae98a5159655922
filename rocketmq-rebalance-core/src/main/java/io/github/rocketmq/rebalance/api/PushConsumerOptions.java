package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How one member of a consumer group consumes. Read once, at build time.
 *
 * @param group the group it joins
 * @param model whether the group shares the queues or each member consumes all
 * @param subscriptions what it wants, one entry a topic; must be the same in all members of the group
 * @param startPosition where to begin in a queue without a committed offset
 * @param consume how messages are handed to the listener
 * @param handOff how queues change hands
 * @param rebalance when to look at the group
 * @param pull how much to fetch ahead
 * @param offsetCommitInterval time between commits of what changed
 * @param assignment who decides which queues the member consumes
 * @param pop how to consume the queues whose messages are popped
 */
public record PushConsumerOptions(
        ConsumerGroup group,
        MessageModel model,
        List<Subscription> subscriptions,
        StartPosition startPosition,
        ConsumeOptions consume,
        HandOffOptions handOff,
        Rebalance rebalance,
        PullOptions pull,
        Duration offsetCommitInterval,
        AssignmentMode assignment,
        PopOptions pop) {

    private static final int DEFAULT_MAX_RECONSUME_TIMES = 16;

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
        Ranges.require("offsetCommitInterval", offsetCommitInterval, Duration.ofMillis(100), Duration.ofMinutes(10));
    }

    /** How many messages may be in listeners at once. */
    public int concurrency() {
        return consume.concurrency();
    }

    /** How often a message comes again before it goes to the dead-letter topic. */
    public int maxReconsumeTimes() {
        return consume.maxReconsumeTimes();
    }

    /** How long running listeners are awaited before a queue is given up without them. */
    public Duration drainTimeout() {
        return handOff.drainTimeout();
    }

    /**
     * When to look at the group.
     *
     * @param interval between two looks if nothing happens, 1 s to 10 min; each pause is up to a quarter shorter or longer,
     *     and in groups of more than 1000 members it grows by 20 ms a member up to a minute
     * @param minInterval between two looks however much happens, 0 to {@code interval}
     */
    public record Rebalance(Duration interval, Duration minInterval) {
        public Rebalance {
            Ranges.require("rebalance.interval", interval, Duration.ofSeconds(1), Duration.ofMinutes(10));
            Ranges.require("rebalance.minInterval", minInterval, Duration.ZERO, interval);
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
        private MessageModel model = MessageModel.CLUSTERING;
        private ConsumeMode mode = ConsumeMode.CONCURRENTLY;
        private int batchSize = 1;
        private OptionalInt maxReconsumeTimes = OptionalInt.empty();
        private Duration consumeTimeout = Duration.ofMinutes(15);
        private Duration suspendTime = Duration.ofSeconds(1);
        private UndecodablePolicy undecodable = UndecodablePolicy.STOP_QUEUE;
        private HandOff handOff = HandOffOptions.DEFAULT.mode();
        private Duration drainTimeout = HandOffOptions.DEFAULT.drainTimeout();
        private boolean strictDrain = HandOffOptions.DEFAULT.strict();
        private Duration rebalanceInterval = Duration.ofSeconds(20);
        private Duration rebalanceMinInterval = Duration.ofSeconds(1);
        private int pullBatchSize = 32;
        private Duration longPollTimeout = Duration.ofSeconds(15);
        private int maxCachedMessages = 1000;
        private long maxCachedBytes = 100L * 1024 * 1024;
        private int maxOffsetSpan = 2000;
        private long maxTotalCachedBytes = 512L * 1024 * 1024;
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

        /** Whether the group shares the queues, which is the default, or each member consumes all. */
        public Builder model(MessageModel shared) {
            this.model = shared;
            return this;
        }

        /** Whether the order within a queue is kept; by default it is not. */
        public Builder mode(ConsumeMode order) {
            this.mode = order;
            return this;
        }

        /** How many messages a batch listener gets at once; 1 by default. */
        public Builder batchSize(int messages) {
            this.batchSize = messages;
            return this;
        }

        /** 16 by default; without limit for orderly consumption, where a message that is passed over breaks the order. */
        public Builder maxReconsumeTimes(int times) {
            this.maxReconsumeTimes = OptionalInt.of(times);
            return this;
        }

        public Builder consumeTimeout(Duration timeout) {
            this.consumeTimeout = timeout;
            return this;
        }

        public Builder suspendTime(Duration pause) {
            this.suspendTime = pause;
            return this;
        }

        public Builder undecodable(UndecodablePolicy policy) {
            this.undecodable = policy;
            return this;
        }

        /** How queues change hands; {@link HandOff#GRACEFUL} by default. */
        public Builder handOff(HandOff mode) {
            this.handOff = mode;
            return this;
        }

        /** How long running listeners are awaited before a queue is given up; 25 s by default. */
        public Builder drainTimeout(Duration timeout) {
            this.drainTimeout = timeout;
            return this;
        }

        /** Whether a queue is kept for as long as its listeners run; by default it is given up after the drain timeout. */
        public Builder strictDrain(boolean strict) {
            this.strictDrain = strict;
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

        public Builder maxTotalCachedBytes(long bytes) {
            this.maxTotalCachedBytes = bytes;
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
                    model,
                    subscriptions,
                    startPosition,
                    new ConsumeOptions(
                            mode,
                            concurrency,
                            batchSize,
                            maxReconsumeTimes.orElse(
                                    mode == ConsumeMode.ORDERLY ? Integer.MAX_VALUE : DEFAULT_MAX_RECONSUME_TIMES),
                            consumeTimeout,
                            suspendTime,
                            undecodable),
                    new HandOffOptions(handOff, drainTimeout, strictDrain),
                    new Rebalance(rebalanceInterval, rebalanceMinInterval),
                    new PullOptions(
                            pullBatchSize,
                            longPollTimeout,
                            maxCachedMessages,
                            maxCachedBytes,
                            maxOffsetSpan,
                            maxTotalCachedBytes),
                    offsetCommitInterval,
                    assignment,
                    new PopOptions(popInvisibleTime, popBatchSize, popMaxInFlight));
        }
    }
}
