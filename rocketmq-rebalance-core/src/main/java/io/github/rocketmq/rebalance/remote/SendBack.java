package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ConsumerGroup;

/**
 * Gives a message back to the broker that stores it.
 *
 * @param group for whom it comes again
 * @param brokerName the broker that stores it
 * @param commitLogOffset where it is stored
 * @param delayLevel 0 lets the broker choose, 1 to 18 are its delay levels, -1 is the dead-letter topic
 * @param messageId the id to trace it by
 * @param topic the topic it was sent to
 * @param maxReconsumeTimes behind which the broker chooses the dead-letter topic
 */
public record SendBack(
        ConsumerGroup group,
        String brokerName,
        long commitLogOffset,
        int delayLevel,
        String messageId,
        String topic,
        int maxReconsumeTimes) {

    /** The delay level that means the dead-letter topic. */
    public static final int DEAD_LETTER = -1;
}
