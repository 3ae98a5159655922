package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.PushConsumerOptions;

/** Changes how a listener consumes, after properties were applied. Beans of this type are called in their order. */
@FunctionalInterface
public interface RocketContainerCustomizer {

    /**
     * Changes options.
     *
     * @param listener the listener's id
     */
    void customize(String listener, PushConsumerOptions.Builder options);
}
