package io.github.rocketmq.rebalance.spring.annotation;

/** Whether a listener keeps the order within a queue; the constants are called as in Apache's starter. */
public enum ConsumeMode {
    /** As {@code rocketmq.consumer.consume-mode} says; many at once if it says nothing. */
    INHERITED,
    /** Many messages of a queue at once, in whatever order they finish. */
    CONCURRENTLY,
    /** One message of a queue after the other. */
    ORDERLY
}
