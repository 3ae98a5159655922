package io.github.rocketmq.rebalance.api;

/** How a member of a group takes queues over from another and gives them up. */
public enum HandOff {
    /**
     * Under the queue's lock at its broker: the new owner starts when the old one has finished what runs, stored how far it
     * got, and given the lock back. No message is delivered twice because members join, leave or restart. The default.
     */
    GRACEFUL,
    /**
     * Without locks: the new owner starts at once, where the last commit left off. What the old one consumed since is
     * delivered again.
     */
    EAGER
}
