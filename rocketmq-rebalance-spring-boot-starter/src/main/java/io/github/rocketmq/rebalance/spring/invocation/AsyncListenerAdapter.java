package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.AsyncMessageListener;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Calls a {@link ListenerHandler} that says what becomes of a message by a stage or by an acknowledgment, perhaps later. */
final class AsyncListenerAdapter implements AsyncMessageListener {

    private final ListenerParts parts;
    private final Argument[] arguments;
    private final AckMode ackMode;

    /**
     * Joins the parts of one listener.
     *
     * @param arguments one for each of the method's parameters; {@link Settlement#ARGUMENT} for its acknowledgment
     * @param ackMode who says what becomes of a message
     */
    AsyncListenerAdapter(ListenerParts parts, Argument[] arguments, AckMode ackMode) {
        this.parts = parts;
        this.arguments = arguments;
        this.ackMode = ackMode;
    }

    @Override
    public CompletionStage<ConsumeResult> onMessage(Message message) {
        try (Interruption interruption = new Interruption()) {
            MessageCall call = parts.begin(message);
            Optional<CompletableFuture<ConsumeResult>> verdict;
            try {
                verdict = verdict(call, interruption);
            } finally {
                call.leave();
            }
            return verdict.isPresent() ? verdict.get().handle(call::answered) : skipped(call);
        }
    }

    private static CompletionStage<ConsumeResult> skipped(MessageCall call) {
        ConsumeResult result = call.skipped();
        call.end(result);
        return CompletableFuture.completedFuture(result);
    }

    /** What the listener says, now or later; empty if the message is kept from it. */
    private Optional<CompletableFuture<ConsumeResult>> verdict(MessageCall call, Interruption interruption) {
        try {
            return call.enter() ? Optional.of(deliver(call, interruption)) : Optional.empty();
        } catch (Throwable failure) {
            return Optional.of(CompletableFuture.failedFuture(failure));
        }
    }

    private CompletableFuture<ConsumeResult> deliver(MessageCall call, Interruption interruption) throws Throwable {
        Settlement settlement = new Settlement(parts.gate().listener(), call.message());
        Incoming incoming = new Incoming(call.message());
        @Nullable Object[] made = new @Nullable Object[arguments.length];
        for (int i = 0; i < made.length; i++) {
            made[i] = arguments[i] == Settlement.ARGUMENT ? settlement : arguments[i].read(incoming);
        }
        try {
            await(parts.handler().invoke(made), settlement);
        } catch (Throwable failure) {
            interruption.threw(failure);
            settlement.fail(failure);
        }
        return settlement.verdict();
    }

    private void await(@Nullable Object returned, Settlement settlement) {
        ReturnKind returns = parts.handler().returns();
        if (!returns.isLater()) {
            return;
        }
        returns.stage(returned).whenComplete((value, failure) -> {
            if (failure != null) {
                settlement.fail(failure);
            } else if (ackMode == AckMode.AUTO) {
                settlement.complete(returns, value);
            }
        });
    }
}
