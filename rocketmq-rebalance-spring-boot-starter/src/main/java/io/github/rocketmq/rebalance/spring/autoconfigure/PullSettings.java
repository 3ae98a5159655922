package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** How much to fetch ahead; the limits hold for each queue, but for the total. */
public class PullSettings {

    /** Messages asked for by one pull. */
    private @Nullable Integer batchSize;

    /** Time that a broker may hold a pull that finds nothing. */
    private @Nullable Duration longPollTimeout;

    /** Unconsumed messages of a queue at which pulling pauses. */
    private @Nullable Integer maxCachedMessages;

    /** Unconsumed bytes of a queue at which pulling pauses. */
    private @Nullable DataSize maxCachedSize;

    /** Unconsumed bytes of all queues of a consumer together at which pulling pauses. */
    private @Nullable DataSize maxTotalCachedSize;

    /** Distance between the oldest and the newest unconsumed message of a queue at which pulling pauses. */
    private @Nullable Integer maxOffsetSpan;

    /** Time without an answer to a pull of a queue from which the listener is DOWN; rocketmq.health.max-pull-idle if not set. */
    private @Nullable Duration maxIdle;

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

    public @Nullable DataSize getMaxTotalCachedSize() {
        return maxTotalCachedSize;
    }

    public void setMaxTotalCachedSize(@Nullable DataSize maxTotalCachedSize) {
        this.maxTotalCachedSize = maxTotalCachedSize;
    }

    public @Nullable Integer getMaxOffsetSpan() {
        return maxOffsetSpan;
    }

    public void setMaxOffsetSpan(@Nullable Integer maxOffsetSpan) {
        this.maxOffsetSpan = maxOffsetSpan;
    }

    public @Nullable Duration getMaxIdle() {
        return maxIdle;
    }

    public void setMaxIdle(@Nullable Duration maxIdle) {
        this.maxIdle = maxIdle;
    }
}
