package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;

/** Builds consumers on the connections of one {@link ClientRuntime}. */
public final class RuntimePushConsumerFactory implements PushConsumerFactory {

    private final ClientRuntime runtime;

    public RuntimePushConsumerFactory(ClientRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public PushConsumer create(ConsumerPlan plan) {
        return builder(plan)
                .allocation(plan.allocation())
                .assignmentListener(plan.assignments())
                .build();
    }

    private PushConsumers.Builder builder(ConsumerPlan plan) {
        if (plan.listener() instanceof ListenerForm.Async async) {
            return PushConsumers.asyncBuilder(runtime, plan.options(), async.listener());
        }
        if (plan.listener() instanceof ListenerForm.Batch batch) {
            return PushConsumers.batchBuilder(runtime, plan.options(), batch.listener());
        }
        return PushConsumers.builder(runtime, plan.options(), ((ListenerForm.Single) plan.listener()).listener());
    }
}
