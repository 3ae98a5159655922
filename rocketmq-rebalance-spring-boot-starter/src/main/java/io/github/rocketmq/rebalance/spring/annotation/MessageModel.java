package io.github.rocketmq.rebalance.spring.annotation;

/** Who of a group gets a message; the constants are called as in Apache's starter. */
public enum MessageModel {
    /** As {@code rocketmq.consumer.message-model} says; one member if it says nothing. */
    INHERITED,
    /** One member. */
    CLUSTERING,
    /** Every member. */
    BROADCASTING
}
