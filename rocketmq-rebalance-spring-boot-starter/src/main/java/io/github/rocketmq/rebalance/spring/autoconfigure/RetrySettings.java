package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happens to messages that failed. */
public class RetrySettings {

    private final Backoff backoff = new Backoff();

    /** Times that a failed message is tried again before it goes to the dead-letter topic; -1 for the built-in number. */
    private @Nullable Integer maxAttempts;

    /** Delay of a message that failed: 0 as the broker decides, 1 to 18 for 1 s to 2 h, -1 for the dead-letter topic. */
    private @Nullable Integer delayLevel;

    /** Time that an orderly queue waits before a failed message is delivered again. */
    private @Nullable Duration suspendQueue;

    public @Nullable Integer getMaxAttempts() {
        return maxAttempts;
    }

    public void setMaxAttempts(@Nullable Integer maxAttempts) {
        this.maxAttempts = maxAttempts;
    }

    public @Nullable Integer getDelayLevel() {
        return delayLevel;
    }

    public void setDelayLevel(@Nullable Integer delayLevel) {
        this.delayLevel = delayLevel;
    }

    public @Nullable Duration getSuspendQueue() {
        return suspendQueue;
    }

    public void setSuspendQueue(@Nullable Duration suspendQueue) {
        this.suspendQueue = suspendQueue;
    }

    public Backoff getBackoff() {
        return backoff;
    }

    /** How long failed messages wait for their next attempt. */
    public static class Backoff {

        /** Delay before a failed message's second attempt; 0 leaves every delay to the broker. */
        private @Nullable Duration delay;

        /** Factor by which the delay grows with each attempt. */
        private @Nullable Double multiplier;

        /** Longest delay. */
        private @Nullable Duration maxDelay;

        public @Nullable Duration getDelay() {
            return delay;
        }

        public void setDelay(@Nullable Duration delay) {
            this.delay = delay;
        }

        public @Nullable Double getMultiplier() {
            return multiplier;
        }

        public void setMultiplier(@Nullable Double multiplier) {
            this.multiplier = multiplier;
        }

        public @Nullable Duration getMaxDelay() {
            return maxDelay;
        }

        public void setMaxDelay(@Nullable Duration maxDelay) {
            this.maxDelay = maxDelay;
        }
    }
}
