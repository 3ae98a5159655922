package io.github.rocketmq.rebalance.remote;

/** How far a group got in a queue. That the broker could not be asked is neither of the two, but a failed call. */
public sealed interface CommittedOffset {

    /**
     * The group goes on here.
     *
     * @param offset of the next message to consume
     */
    record At(long offset) implements CommittedOffset {}

    /** The group never committed for this queue. */
    record None() implements CommittedOffset {}
}
