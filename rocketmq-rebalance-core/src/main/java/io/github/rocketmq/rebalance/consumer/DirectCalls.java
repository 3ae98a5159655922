package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.DirectConsumption.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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
    private final ListenerCall listener;
    private final boolean orderly;
    private final Executor executor;
    private final LongSupplier nanos;

    DirectCalls(ConsumerGroup group, ListenerCall listener, boolean orderly, Executor executor, LongSupplier nanos) {
        this.group = group;
        this.listener = listener;
        this.orderly = orderly;
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
                    callNow(message, answer);
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

    private void callNow(Message message, CompletableFuture<DirectConsumption> answer) {
        log.info("an operator has message {} consumed once by group '{}'", message, group);
        long start = nanos.getAsLong();
        listener.call(List.of(message), new ListenerCall.Results() {

            private Optional<Outcome> misfortune = Optional.empty();
            private Optional<String> remark = Optional.empty();

            @Override
            public void threw(int index, Throwable failure) {
                misfortune = Optional.of(Outcome.CR_THROW_EXCEPTION);
                remark = Optional.of(failure.toString());
            }

            @Override
            public void returnedNull(int index) {
                misfortune = Optional.of(Outcome.CR_RETURN_NULL);
            }

            @Override
            public void settle(int index, ConsumeResult result) {
                if (result instanceof ConsumeResult.DeadLetter deadLetter && misfortune.isEmpty()) {
                    remark = Optional.of("the listener wants it in the dead-letter topic: " + deadLetter.reason());
                }
                long millis = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - start);
                answer.complete(
                        new DirectConsumption(misfortune.orElseGet(() -> outcome(result)), orderly, millis, remark));
            }
        });
    }

    private static Outcome outcome(ConsumeResult result) {
        return result instanceof ConsumeResult.Consumed ? Outcome.CR_SUCCESS : Outcome.CR_LATER;
    }
}
