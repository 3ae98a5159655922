package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How to consume queues whose messages are popped, which needs the assignment by brokers. */
public class PopSettings {

    /** Time after which a popped message comes again if its listener has not started. */
    private @Nullable Duration invisibleTime;

    /** Messages asked for at once. */
    private @Nullable Integer batchSize;

    /** Messages of a queue that are not done at which popping pauses. */
    private @Nullable Integer maxInFlight;

    public @Nullable Duration getInvisibleTime() {
        return invisibleTime;
    }

    public void setInvisibleTime(@Nullable Duration invisibleTime) {
        this.invisibleTime = invisibleTime;
    }

    public @Nullable Integer getBatchSize() {
        return batchSize;
    }

    public void setBatchSize(@Nullable Integer batchSize) {
        this.batchSize = batchSize;
    }

    public @Nullable Integer getMaxInFlight() {
        return maxInFlight;
    }

    public void setMaxInFlight(@Nullable Integer maxInFlight) {
        this.maxInFlight = maxInFlight;
    }
}
