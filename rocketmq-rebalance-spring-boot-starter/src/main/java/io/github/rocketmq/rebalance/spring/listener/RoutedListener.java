package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One listener in a running consumer. Called by many worker threads at once.
 *
 * @param setup what it is
 * @param form its code
 * @param watch sees its messages
 */
record RoutedListener(ListenerSetup setup, ListenerForm form, DeliveryWatch watch) {

    boolean isOrderly() {
        return setup.options().consume().mode() == ConsumeMode.ORDERLY;
    }

    ConsumeResult single(Message message) throws Exception {
        watch.begun();
        try {
            return ((ListenerForm.Single) form).listener().onMessage(message);
        } finally {
            watch.ended();
        }
    }

    /** The same of a listener of either form that takes messages one by one. */
    CompletionStage<ConsumeResult> async(Message message) throws Exception {
        if (!(form instanceof ListenerForm.Async async)) {
            return CompletableFuture.completedStage(single(message));
        }
        watch.begun();
        CompletionStage<ConsumeResult> answer;
        try {
            answer = async.listener().onMessage(message);
        } catch (Throwable failure) {
            watch.ended();
            throw failure;
        }
        return answer.whenComplete((result, failure) -> watch.ended());
    }

    BatchResult batch(List<Message> messages) throws Exception {
        watch.begun();
        try {
            return ((ListenerForm.Batch) form).listener().onMessages(messages);
        } finally {
            watch.ended();
        }
    }
}
