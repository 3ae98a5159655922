package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.ClientOptions;

/**
 * Changes how a cluster is connected to, after properties were applied. Beans of this type are called in their order, once for
 * each cluster, and again when its SSL bundle is renewed; only the encryption is taken over then.
 */
@FunctionalInterface
public interface RocketClientCustomizer {

    /**
     * Changes options.
     *
     * @param cluster the cluster's name below {@code rocketmq.clusters}; empty for the application's own
     */
    void customize(String cluster, ClientOptions.Builder options);
}
