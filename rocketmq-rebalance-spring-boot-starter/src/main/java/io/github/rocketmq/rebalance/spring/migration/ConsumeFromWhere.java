package io.github.rocketmq.rebalance.spring.migration;

/** Where a group begins that never committed an offset, under Apache's names. */
public enum ConsumeFromWhere {
    /** Behind the newest message. */
    CONSUME_FROM_LAST_OFFSET,
    /** At the oldest message that the broker still keeps. */
    CONSUME_FROM_FIRST_OFFSET,
    /** At the first message stored at or after {@code rocketmq.consumer.consume-from-timestamp}. */
    CONSUME_FROM_TIMESTAMP
}
