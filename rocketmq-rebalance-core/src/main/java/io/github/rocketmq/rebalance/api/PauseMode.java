package io.github.rocketmq.rebalance.api;

/** What a paused member does with its queues. */
public enum PauseMode {
    /** Keeps them and what it fetched; takes part in rebalancing, but neither pulls nor delivers. */
    HOLD,
    /** Gives them up, commits, and leaves the group, so that other members take over until it resumes. */
    RELEASE
}
