package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds consumers on the connections of the {@link ClientRuntime} of their cluster. */
public final class RuntimePushConsumerFactory implements PushConsumerFactory {

    private static final Logger log = LoggerFactory.getLogger(RuntimePushConsumerFactory.class);

    private final Function<String, ClientRuntime> runtimes;

    /**
     * @param runtimes knows the runtime of each cluster by its name; the empty name is that of the application's own
     */
    public RuntimePushConsumerFactory(Function<String, ClientRuntime> runtimes) {
        this.runtimes = runtimes;
    }

    @Override
    public PushConsumer create(ConsumerPlan plan) {
        PushConsumers.Builder builder =
                builder(plan).allocation(plan.allocation()).assignmentListener(plan.assignments());
        plan.executor().ifPresent(builder::executor);
        plan.offsets().ifPresent(builder::offsetStore);
        return builder.build();
    }

    @Override
    public void prepare(String cluster) {
        log.debug(
                "Cluster '{}' is used as client {}",
                cluster,
                runtimes.apply(cluster).clientId());
    }

    private PushConsumers.Builder builder(ConsumerPlan plan) {
        ClientRuntime runtime = runtimes.apply(plan.cluster());
        if (plan.listener() instanceof ListenerForm.Async async) {
            return PushConsumers.asyncBuilder(runtime, plan.options(), async.listener());
        }
        if (plan.listener() instanceof ListenerForm.Batch batch) {
            return PushConsumers.batchBuilder(runtime, plan.options(), batch.listener());
        }
        return PushConsumers.builder(runtime, plan.options(), ((ListenerForm.Single) plan.listener()).listener());
    }
}
