package io.github.rocketmq.rebalance.api;

/** How the messages of one queue may be handled; must be the same in all members of a group. */
public enum ConsumeMode {
    /** Many at once, in any order. A failed message comes again through the retry topic, the others go on. */
    CONCURRENTLY,
    /**
     * One after the other, in the order of their offsets, by one member at a time: queues are locked at their brokers. A
     * failed message is delivered again after a pause, and the queue waits for it.
     */
    ORDERLY
}
