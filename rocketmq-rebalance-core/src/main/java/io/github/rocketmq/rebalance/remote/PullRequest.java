package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import java.time.Duration;

/**
 * Asks for messages of one queue. It never carries an offset to commit: brokers store such an offset without a check, so
 * one that arrives late could take the next owner back.
 *
 * @param group for whom
 * @param queue from where
 * @param offset of the first message wanted
 * @param maxMessages at most this many
 * @param holdTime how long the broker may wait for messages before it answers that there are none
 * @param subscription what is wanted of the queue's topic
 * @param subscriptionVersion of the heartbeat that told the broker of {@code subscription}
 */
public record PullRequest(
        ConsumerGroup group,
        MessageQueue queue,
        long offset,
        int maxMessages,
        Duration holdTime,
        Subscription subscription,
        long subscriptionVersion) {}
