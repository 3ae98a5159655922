package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.DirectConsumption.Outcome;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the listener with single messages that an operator chose. What it answers is told to the operator and has no other
 * consequence: no offset moves, nothing is given back.
 */
final class DirectCalls {

    private static final Logger log = LoggerFactory.getLogger(DirectCalls.class);

    /** Brokers wait no longer, and tell the operator that nothing came. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    private final ConsumerGroup group;
    private final MessageListener listener;
    private final Executor executor;
    private final LongSupplier nanos;

    DirectCalls(ConsumerGroup group, MessageListener listener, Executor executor, LongSupplier nanos) {
        this.group = group;
        this.listener = listener;
        this.executor = executor;
        this.nanos = nanos;
    }

    /** Calls it on a worker thread, unless that becomes free too late for anybody to hear of it. Any thread. */
    CompletionStage<DirectConsumption> call(Message message) {
        CompletableFuture<DirectConsumption> answer = new CompletableFuture<>();
        long askedAt = nanos.getAsLong();
        try {
            executor.execute(() -> {
                if (nanos.getAsLong() - askedAt < PATIENCE) {
                    answer.complete(callNow(message));
                } else {
                    answer.completeExceptionally(new IllegalStateException(
                            "the executor of group '" + group + "' had no thread for it within 10 s"));
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IllegalStateException(
                    "the executor of group '" + group + "' takes no more work; try again when it does", e));
        }
        return answer;
    }

    private DirectConsumption callNow(Message message) {
        log.info("an operator has message {} consumed once by group '{}'", message, group);
        long start = nanos.getAsLong();
        Outcome outcome;
        String remark = null;
        try {
            // The contract forbids null, but listeners are written without our null checker.
            @Nullable ConsumeResult result = listener.onMessage(message);
            outcome = outcome(result);
            if (result instanceof ConsumeResult.DeadLetter deadLetter) {
                remark = "the listener wants it in the dead-letter topic: " + deadLetter.reason();
            }
        } catch (Throwable e) {
            log.warn("the listener of group '{}' failed on message {}, which an operator chose", group, message, e);
            outcome = Outcome.CR_THROW_EXCEPTION;
            remark = e.toString();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - start);
        return new DirectConsumption(outcome, false, millis, Optional.ofNullable(remark));
    }

    private static Outcome outcome(@Nullable ConsumeResult result) {
        if (result == null) {
            return Outcome.CR_RETURN_NULL;
        }
        return result instanceof ConsumeResult.Consumed ? Outcome.CR_SUCCESS : Outcome.CR_LATER;
    }
}
