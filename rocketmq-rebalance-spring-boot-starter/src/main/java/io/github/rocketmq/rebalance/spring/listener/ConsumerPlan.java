package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;

/**
 * What a container wants its next consumer to be.
 *
 * @param cluster the name of the cluster it consumes from; empty for the application's own
 * @param options how it consumes
 * @param allocation how it shares queues with the group's other members
 * @param listener the code that takes its messages
 * @param assignments hears which queues it takes over and gives up
 */
public record ConsumerPlan(
        String cluster,
        PushConsumerOptions options,
        AllocationStrategy allocation,
        ListenerForm listener,
        AssignmentListener assignments) {}
