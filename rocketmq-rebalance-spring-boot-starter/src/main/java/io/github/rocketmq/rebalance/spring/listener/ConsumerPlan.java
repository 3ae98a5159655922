package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a container wants its next consumer to be.
 *
 * @param cluster the name of the cluster it consumes from; empty for the application's own
 * @param options how it consumes
 * @param allocation how it shares queues with the group's other members
 * @param listener the code that takes its messages
 * @param assignments hears which queues it takes over and gives up
 * @param executor runs the listener; empty for the threads that all consumers of a cluster share
 * @param offsets keeps the group's offsets; empty for the brokers, and for broadcasting a local file
 */
public record ConsumerPlan(
        String cluster,
        PushConsumerOptions options,
        AllocationStrategy allocation,
        ListenerForm listener,
        AssignmentListener assignments,
        Optional<Executor> executor,
        Optional<OffsetStore> offsets) {}
