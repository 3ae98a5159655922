package io.github.rocketmq.rebalance.model;

/** Who of a group gets a message; must be the same in all members of the group. */
public enum MessageModel {
    /** One member: the group shares the queues. */
    CLUSTERING,
    /** Every member: each consumes all queues and keeps offsets of its own. Nothing comes again through a broker. */
    BROADCASTING
}
