package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.HandOff;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** How listeners consume; what is not set is inherited. */
public class ConsumerSettings {

    private final Rebalance rebalance = new Rebalance();

    private final Pull pull = new Pull();

    private final Retry retry = new Retry();

    /** Consumer group; by default the application's name. */
    private @Nullable String group;

    /** Messages that a listener may handle at once. */
    private @Nullable Integer concurrency;

    /** Whether listeners start with the application. */
    private @Nullable Boolean autoStartup;

    /** Where a group begins in a queue for which it never committed an offset. */
    private @Nullable ConsumeFrom consumeFrom;

    /** Point in time to begin at if consume-from is timestamp. */
    private @Nullable Instant consumeFromTimestamp;

    /** Time that running listeners get to finish before their queue is given up. */
    private @Nullable Duration drainTimeout;

    /** Time between commits of consumed offsets. */
    private @Nullable Duration offsetCommitInterval;

    /** Time without a message after which a listener is reported idle; by default it is not reported. */
    private @Nullable Duration idleEventInterval;

    public @Nullable Duration getIdleEventInterval() {
        return idleEventInterval;
    }

    public void setIdleEventInterval(@Nullable Duration idleEventInterval) {
        this.idleEventInterval = idleEventInterval;
    }

    public @Nullable String getGroup() {
        return group;
    }

    public void setGroup(@Nullable String group) {
        this.group = group;
    }

    public @Nullable Integer getConcurrency() {
        return concurrency;
    }

    public void setConcurrency(@Nullable Integer concurrency) {
        this.concurrency = concurrency;
    }

    public @Nullable Boolean getAutoStartup() {
        return autoStartup;
    }

    public void setAutoStartup(@Nullable Boolean autoStartup) {
        this.autoStartup = autoStartup;
    }

    public @Nullable ConsumeFrom getConsumeFrom() {
        return consumeFrom;
    }

    public void setConsumeFrom(@Nullable ConsumeFrom consumeFrom) {
        this.consumeFrom = consumeFrom;
    }

    public @Nullable Instant getConsumeFromTimestamp() {
        return consumeFromTimestamp;
    }

    public void setConsumeFromTimestamp(@Nullable Instant consumeFromTimestamp) {
        this.consumeFromTimestamp = consumeFromTimestamp;
    }

    public @Nullable Duration getDrainTimeout() {
        return drainTimeout;
    }

    public void setDrainTimeout(@Nullable Duration drainTimeout) {
        this.drainTimeout = drainTimeout;
    }

    public @Nullable Duration getOffsetCommitInterval() {
        return offsetCommitInterval;
    }

    public void setOffsetCommitInterval(@Nullable Duration offsetCommitInterval) {
        this.offsetCommitInterval = offsetCommitInterval;
    }

    public Rebalance getRebalance() {
        return rebalance;
    }

    public Pull getPull() {
        return pull;
    }

    public Retry getRetry() {
        return retry;
    }

    /** Where a group begins in a queue for which it never committed an offset. */
    public enum ConsumeFrom {
        /** Behind the newest message. */
        LATEST,
        /** At the oldest message that the broker still keeps. */
        EARLIEST,
        /** At the first message stored at or after a point in time. */
        TIMESTAMP
    }

    /** When to look at the group, and how to share its queues and hand them over. */
    public static class Rebalance {

        /** Allocation strategy, by its name or that of a bean; the same in all members of a group. */
        private @Nullable String strategy;

        /** Time between two looks at the group if nothing happens. */
        private @Nullable Duration interval;

        /** Time between two looks at the group however much happens. */
        private @Nullable Duration minInterval;

        /** How queues change hands between members of a group. */
        private @Nullable HandOff handoff;

        /** Time that running listeners get to finish before their queue is given up; by default consumer.drain-timeout. */
        private @Nullable Duration drainTimeout;

        /** Whether a queue is kept for as long as its listeners run, even beyond the drain timeout. */
        private @Nullable Boolean strict;

        public @Nullable HandOff getHandoff() {
            return handoff;
        }

        public void setHandoff(@Nullable HandOff handoff) {
            this.handoff = handoff;
        }

        public @Nullable Duration getDrainTimeout() {
            return drainTimeout;
        }

        public void setDrainTimeout(@Nullable Duration drainTimeout) {
            this.drainTimeout = drainTimeout;
        }

        public @Nullable Boolean getStrict() {
            return strict;
        }

        public void setStrict(@Nullable Boolean strict) {
            this.strict = strict;
        }

        public @Nullable Duration getInterval() {
            return interval;
        }

        public void setInterval(@Nullable Duration interval) {
            this.interval = interval;
        }

        public @Nullable String getStrategy() {
            return strategy;
        }

        public void setStrategy(@Nullable String strategy) {
            this.strategy = strategy;
        }

        public @Nullable Duration getMinInterval() {
            return minInterval;
        }

        public void setMinInterval(@Nullable Duration minInterval) {
            this.minInterval = minInterval;
        }
    }

    /** How much to fetch ahead; the limits hold for each queue. */
    public static class Pull {

        /** Messages asked for by one pull. */
        private @Nullable Integer batchSize;

        /** Time that a broker may hold a pull that finds nothing. */
        private @Nullable Duration longPollTimeout;

        /** Unconsumed messages of a queue at which pulling pauses. */
        private @Nullable Integer maxCachedMessages;

        /** Unconsumed bytes of a queue at which pulling pauses. */
        private @Nullable DataSize maxCachedSize;

        /** Distance between the oldest and the newest unconsumed message of a queue at which pulling pauses. */
        private @Nullable Integer maxOffsetSpan;

        public @Nullable Integer getBatchSize() {
            return batchSize;
        }

        public void setBatchSize(@Nullable Integer batchSize) {
            this.batchSize = batchSize;
        }

        public @Nullable Duration getLongPollTimeout() {
            return longPollTimeout;
        }

        public void setLongPollTimeout(@Nullable Duration longPollTimeout) {
            this.longPollTimeout = longPollTimeout;
        }

        public @Nullable Integer getMaxCachedMessages() {
            return maxCachedMessages;
        }

        public void setMaxCachedMessages(@Nullable Integer maxCachedMessages) {
            this.maxCachedMessages = maxCachedMessages;
        }

        public @Nullable DataSize getMaxCachedSize() {
            return maxCachedSize;
        }

        public void setMaxCachedSize(@Nullable DataSize maxCachedSize) {
            this.maxCachedSize = maxCachedSize;
        }

        public @Nullable Integer getMaxOffsetSpan() {
            return maxOffsetSpan;
        }

        public void setMaxOffsetSpan(@Nullable Integer maxOffsetSpan) {
            this.maxOffsetSpan = maxOffsetSpan;
        }
    }

    /** What happens to messages that failed. */
    public static class Retry {

        /** Times that a failed message is tried again before it goes to the dead-letter topic. */
        private @Nullable Integer maxAttempts;

        public @Nullable Integer getMaxAttempts() {
            return maxAttempts;
        }

        public void setMaxAttempts(@Nullable Integer maxAttempts) {
            this.maxAttempts = maxAttempts;
        }
    }
}
