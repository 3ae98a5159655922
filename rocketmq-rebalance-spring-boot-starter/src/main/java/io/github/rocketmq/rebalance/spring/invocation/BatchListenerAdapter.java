package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.BatchMessageListener;
import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls a {@link ListenerHandler} with several messages at once. What cannot be converted, or is filtered, is left out of
 * the lists and dealt with alone.
 */
final class BatchListenerAdapter implements BatchMessageListener {

    private final ListenerParts parts;
    private final Argument[] arguments;
    private final InvocationSettings settings;

    /**
     * Joins the parts of one listener.
     *
     * @param arguments how the elements of each of the method's lists are made; {@link Settlement#ARGUMENT} for its
     *     acknowledgment
     */
    BatchListenerAdapter(ListenerParts parts, Argument[] arguments, InvocationSettings settings) {
        this.parts = parts;
        this.arguments = arguments;
        this.settings = settings;
    }

    @Override
    public BatchResult onMessages(List<Message> messages) {
        BatchCall call = new BatchCall(parts, messages);
        try (Interruption interruption = new Interruption()) {
            observed(call, messages, interruption);
        }
        return BatchResult.each(call.results());
    }

    private void observed(BatchCall call, List<Message> messages, Interruption interruption) {
        Observers.Observation observation = parts.observers().begin(messages);
        Observers.Scope scope = observation.open();
        try {
            call.enter(arguments, settings.mode());
            if (call.size() > 0) {
                deliver(call, interruption);
            }
        } finally {
            call.leave();
            scope.close();
            observation.end(call.results(), call.failure());
        }
    }

    private void deliver(BatchCall call, Interruption interruption) {
        BatchSettlement settlement = new BatchSettlement(parts.gate().listener(), call.size());
        try {
            BatchResult result = answer(parts.handler().invoke(call.lists(arguments, settlement)));
            if (settings.ackMode() == AckMode.MANUAL) {
                call.settled(settlement);
            } else {
                call.settled(result);
            }
        } catch (Throwable failure) {
            interruption.threw(failure);
            call.failed(Failures.carried(failure), settlement);
        }
    }

    private BatchResult answer(@Nullable Object returned) throws InterruptedException, ExecutionException {
        ReturnKind returns = parts.handler().returns();
        return returns.batchResult(
                returns.isLater() ? await(returns.stage(returned).toCompletableFuture()) : returned);
    }

    /** A batch is settled when its call ends, so the worker waits for an answer that comes later. */
    private static @Nullable Object await(CompletableFuture<?> answer) throws InterruptedException, ExecutionException {
        try {
            return answer.get();
        } catch (InterruptedException givenUp) {
            // The messages come again, so their work must not go on meanwhile.
            answer.cancel(true);
            throw givenUp;
        }
    }
}
