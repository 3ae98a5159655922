package io.github.rocketmq.rebalance.api;

/** The limit that keeps a queue from being pulled further. */
public enum FlowControlReason {
    /** Too many messages of the queue are cached. */
    COUNT,
    /** Too many bytes of the queue are cached. */
    SIZE,
    /** The queue's oldest message is stuck while newer ones went on. */
    SPAN,
    /** All queues of the member together cache too many bytes. */
    BUDGET
}
