package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.BatchMessageListener;
import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Calls a {@link ListenerHandler} with several messages at once. What cannot be converted, or is filtered, is left out of
 * the lists and dealt with alone.
 */
final class BatchListenerAdapter implements BatchMessageListener {

    private final ListenerParts parts;
    private final Argument[] arguments;
    private final AckMode ackMode;

    /**
     * Joins the parts of one listener.
     *
     * @param arguments how the elements of each of the method's lists are made; {@link Settlement#ARGUMENT} for its
     *     acknowledgment
     * @param ackMode who says what becomes of the messages
     */
    BatchListenerAdapter(ListenerParts parts, Argument[] arguments, AckMode ackMode) {
        this.parts = parts;
        this.arguments = arguments;
        this.ackMode = ackMode;
    }

    @Override
    public BatchResult onMessages(List<Message> messages) {
        Observers.Observation observation = parts.observers().begin(messages);
        BatchCall call = new BatchCall(parts, messages);
        Observers.Scope scope = observation.open();
        try {
            for (int i = 0; i < messages.size(); i++) {
                call.enter(i, arguments);
            }
            if (call.size() > 0) {
                deliver(call);
            }
            call.leave();
        } finally {
            scope.close();
        }
        observation.end(call.results(), call.failure());
        return BatchResult.each(call.results());
    }

    private void deliver(BatchCall call) {
        BatchSettlement settlement = new BatchSettlement(parts.gate().listener(), call.size());
        try {
            BatchResult result = answer(parts.handler().invoke(call.lists(arguments, settlement)));
            if (ackMode == AckMode.MANUAL) {
                call.settled(settlement);
            } else {
                call.settled(result);
            }
        } catch (Throwable failure) {
            call.failed(Failures.carried(failure), settlement);
        }
    }

    /** A batch is settled when its call ends, so the worker waits for an answer that comes later. */
    private BatchResult answer(@Nullable Object returned) throws InterruptedException, ExecutionException {
        ReturnKind returns = parts.handler().returns();
        return returns.batchResult(
                returns.isLater()
                        ? returns.stage(returned).toCompletableFuture().get()
                        : returned);
    }
}
