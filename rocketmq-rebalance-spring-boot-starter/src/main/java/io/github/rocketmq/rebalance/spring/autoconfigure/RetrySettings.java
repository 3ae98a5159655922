package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What happens to messages that failed. */
public class RetrySettings {

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
}
