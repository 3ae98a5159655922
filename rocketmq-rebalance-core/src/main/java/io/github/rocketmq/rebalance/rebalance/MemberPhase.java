package io.github.rocketmq.rebalance.rebalance;

/** The life of this member, in order. */
public enum MemberPhase {
    NEW,
    /** No look has succeeded yet. */
    JOINING,
    RUNNING,
    /** Gives up its queues. */
    DRAINING,
    /** Holds nothing any more and tells the brokers. */
    DEPARTING,
    LEFT
}
