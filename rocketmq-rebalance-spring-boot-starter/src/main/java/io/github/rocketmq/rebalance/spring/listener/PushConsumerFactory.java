package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;

/** Builds the consumer of a listener each time the listener starts. A bean of this type replaces the default. */
@FunctionalInterface
public interface PushConsumerFactory {

    /** A new consumer, not started. */
    PushConsumer create(PushConsumerOptions options, MessageListener listener);
}
