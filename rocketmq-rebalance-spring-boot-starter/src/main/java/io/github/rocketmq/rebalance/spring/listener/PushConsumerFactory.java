package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.PushConsumer;

/** Builds the consumer of a container each time the container starts. A bean of this type replaces the default. */
@FunctionalInterface
public interface PushConsumerFactory {

    /** A new consumer, not started. */
    PushConsumer create(ConsumerPlan plan);

    /**
     * Gets ready for consumers of a cluster, so that what is configured wrongly stops the start of the application.
     *
     * @param cluster its name; empty for the application's own
     */
    default void prepare(String cluster) {}
}
