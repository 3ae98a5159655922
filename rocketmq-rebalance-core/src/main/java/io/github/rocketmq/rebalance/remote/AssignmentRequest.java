package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;

/**
 * Asks a broker which queues of a topic a member is to consume.
 *
 * @param topic the topic; its queues on all brokers are shared
 * @param group the group that shares them
 * @param member who asks
 * @param strategy the name of the strategy to share by; brokers know {@code AVG} and {@code AVG_BY_CIRCLE}
 */
public record AssignmentRequest(String topic, ConsumerGroup group, ClientId member, String strategy) {}
