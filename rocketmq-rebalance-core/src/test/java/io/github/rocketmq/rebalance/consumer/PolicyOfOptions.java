package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.rebalance.RebalancePolicy;
import java.util.Optional;

/** The machine's times as a consumer of these options has them, for simulations that leave the consumer out. */
public final class PolicyOfOptions {

    private PolicyOfOptions() {}

    public static RebalancePolicy of(PushConsumerOptions options) {
        return new GroupSetup(
                        options,
                        new ListenerForms(options.consume().undecodable()).single(message -> ConsumeResult.consumed()),
                        ListenerThreads.of(Runnable::run),
                        new AssignmentListener() {},
                        Optional.empty(),
                        0)
                .policy();
    }
}
