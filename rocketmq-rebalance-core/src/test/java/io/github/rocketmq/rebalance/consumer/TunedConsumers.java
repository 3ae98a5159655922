package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.rebalance.RebalancePolicy;
import java.util.function.UnaryOperator;

/** Consumers with times that no application can choose, to see what those times are good for. */
public final class TunedConsumers {

    private TunedConsumers() {}

    /**
     * One consumer.
     *
     * @param tuning changes the policy that follows from the setup
     */
    public static GroupConsumer of(
            ClientLoop loop,
            SharedClient client,
            GroupSetup setup,
            AllocationStrategy strategy,
            UnaryOperator<RebalancePolicy> tuning) {
        return new GroupConsumer(loop, client, setup, strategy, tuning.apply(setup.policy()));
    }
}
