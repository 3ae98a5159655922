package io.github.rocketmq.rebalance.rebalance;

/** The life of this member. */
public enum MemberPhase {
    NEW,
    /** No look has succeeded yet. */
    JOINING,
    RUNNING,
    /** Gives up its queues for a while. */
    RELEASING,
    /** Holds nothing and tells the brokers that others may have its queues. */
    WITHDRAWING,
    /** Out of the group until it is asked to come back. */
    WITHDRAWN,
    /** Asked to come back while it still told the brokers that it goes. */
    RETURNING,
    /** Gives up its queues for good. */
    DRAINING,
    /** Holds nothing any more and tells the brokers. */
    DEPARTING,
    LEFT;

    /** Whether the member gives everything up, for good or for a while, and must get there. */
    boolean isLeaving() {
        return this == DRAINING || this == RELEASING;
    }
}
