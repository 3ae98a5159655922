package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import java.time.Duration;

/**
 * Asks for messages that nobody else of the group has now.
 *
 * @param group for whom
 * @param queue from where; the id may be {@link MessageQueue#ANY_QUEUE}
 * @param subscription what is wanted of the queue's topic
 * @param maxMessages at most this many, 1 to 32
 * @param invisibleTime how long nobody else gets them
 * @param holdTime how long the broker may wait for messages before it answers that there are none
 * @param fromOldest whether a group that is new to the queue begins at its oldest message and not at its end
 */
public record PopRequest(
        ConsumerGroup group,
        MessageQueue queue,
        Subscription subscription,
        int maxMessages,
        Duration invisibleTime,
        Duration holdTime,
        boolean fromOldest) {}
