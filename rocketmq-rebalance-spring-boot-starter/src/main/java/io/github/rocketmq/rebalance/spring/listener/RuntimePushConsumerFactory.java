package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;

/** Builds consumers on the connections of one {@link ClientRuntime}. */
public final class RuntimePushConsumerFactory implements PushConsumerFactory {

    private final ClientRuntime runtime;

    public RuntimePushConsumerFactory(ClientRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public PushConsumer create(PushConsumerOptions options, AllocationStrategy allocation, MessageListener listener) {
        return PushConsumers.builder(runtime, options, listener)
                .allocation(allocation)
                .build();
    }
}
