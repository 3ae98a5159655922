package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.Acknowledgment;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of one message: the first word counts. Safe for use by any thread. */
final class Settlement implements Acknowledgment {

    /** Stands for the acknowledgment among a method's arguments. */
    static final Argument ARGUMENT = new Argument() {
        @Override
        public Object of(Incoming incoming) {
            throw new IllegalStateException("an acknowledgment is not made of a message");
        }

        @Override
        public String name() {
            return "acknowledgment";
        }
    };

    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final ListenerIdentity listener;
    private final Message message;
    private final CompletableFuture<ConsumeResult> verdict = new CompletableFuture<>();

    Settlement(ListenerIdentity listener, Message message) {
        this.listener = listener;
        this.message = message;
    }

    /** Completes with the first word, exceptionally if that is a failure. */
    CompletableFuture<ConsumeResult> verdict() {
        return verdict;
    }

    @Override
    public void acknowledge() {
        settle(ConsumeResult.consumed());
    }

    @Override
    public void retry() {
        settle(ConsumeResult.retry());
    }

    @Override
    public void retry(Duration delay) {
        settle(ConsumeResult.retryAfter(delay));
    }

    @Override
    public void deadLetter(String reason) {
        settle(ConsumeResult.deadLetter(reason));
    }

    void fail(Throwable failure) {
        if (!verdict.completeExceptionally(failure)) {
            log.warn(
                    "Listener '{}' failed on message {} after it had settled it, which changes nothing",
                    listener.id(),
                    message.messageId(),
                    failure);
        }
    }

    /** The listener's stage gave this. */
    void complete(ReturnKind returns, @Nullable Object value) {
        try {
            settle(returns.result(value));
        } catch (RuntimeException meaningless) {
            fail(meaningless);
        }
    }

    private void settle(ConsumeResult result) {
        if (!verdict.complete(result)) {
            log.warn(
                    "Listener '{}' settled message {} a second time, as {}, which changes nothing",
                    listener.id(),
                    message.messageId(),
                    result.getClass().getSimpleName());
        }
    }
}
