package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounters;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.util.function.Supplier;

/**
 * One listener with all its settings resolved, ready for a container.
 *
 * @param identity how it is called
 * @param cluster the name of the cluster it consumes from; empty for the application's own
 * @param options how it would consume alone
 * @param strategy the name of its allocation strategy
 * @param allocation makes the strategy each time a consumer starts
 * @param autoStartup whether it starts with the application
 * @param form makes the code that takes its messages when a consumer starts
 * @param counters where the code counts results
 */
public record ListenerSetup(
        ListenerIdentity identity,
        String cluster,
        PushConsumerOptions options,
        String strategy,
        Supplier<AllocationStrategy> allocation,
        boolean autoStartup,
        Supplier<ListenerForm> form,
        ListenerCounters counters) {}
