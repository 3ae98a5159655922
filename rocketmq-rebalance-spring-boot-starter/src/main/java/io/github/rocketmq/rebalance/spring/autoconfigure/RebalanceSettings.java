package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.AssignmentMode;
import io.github.rocketmq.rebalance.api.HandOff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When to look at the group, and how to share its queues and hand them over. */
public class RebalanceSettings {

    /** Allocation strategy, by its name or that of a bean; the same in all members of a group. */
    private @Nullable String strategy;

    /** Time between two looks at the group if nothing happens. May change at run time. */
    private @Nullable Duration interval;

    /** Time between two looks at the group however much happens. */
    private @Nullable Duration minInterval;

    /** How queues change hands between members of a group. */
    private @Nullable HandOff handoff;

    /** Time that running listeners get to finish before their queue is given up; by default consumer.drain-timeout. */
    private @Nullable Duration drainTimeout;

    /** Who decides which queues a member consumes; the same in all members of a group. */
    private @Nullable AssignmentMode assignment;

    /** Whether a queue is kept for as long as its listeners run, even beyond the drain timeout. */
    private @Nullable Boolean strict;

    public @Nullable String getStrategy() {
        return strategy;
    }

    public void setStrategy(@Nullable String strategy) {
        this.strategy = strategy;
    }

    public @Nullable Duration getInterval() {
        return interval;
    }

    public void setInterval(@Nullable Duration interval) {
        this.interval = interval;
    }

    public @Nullable Duration getMinInterval() {
        return minInterval;
    }

    public void setMinInterval(@Nullable Duration minInterval) {
        this.minInterval = minInterval;
    }

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

    public @Nullable AssignmentMode getAssignment() {
        return assignment;
    }

    public void setAssignment(@Nullable AssignmentMode assignment) {
        this.assignment = assignment;
    }

    public @Nullable Boolean getStrict() {
        return strict;
    }

    public void setStrict(@Nullable Boolean strict) {
        this.strict = strict;
    }
}
