package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;

/** Builds the consumer of a listener each time the listener starts. A bean of this type replaces the default. */
@FunctionalInterface
public interface PushConsumerFactory {

    /**
     * A new consumer, not started.
     *
     * @param allocation how it shares queues with the group's other members
     */
    PushConsumer create(PushConsumerOptions options, AllocationStrategy allocation, MessageListener listener);
}
