package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.spring.api.BatchAcknowledgment;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of each message of one batch: the first word on each counts. Safe for use by any thread. */
final class BatchSettlement implements BatchAcknowledgment {

    private static final Logger log = LoggerFactory.getLogger(BatchSettlement.class);

    private final ListenerIdentity listener;
    private final @Nullable ConsumeResult[] results;
    private boolean closed;

    BatchSettlement(ListenerIdentity listener, int size) {
        this.listener = listener;
        this.results = new @Nullable ConsumeResult[size];
    }

    @Override
    public void acknowledge() {
        settle(results.length, ConsumeResult.consumed());
    }

    @Override
    public void acknowledge(int upTo) {
        Objects.checkIndex(upTo, results.length);
        settle(upTo + 1, ConsumeResult.consumed());
    }

    @Override
    public void retry() {
        settle(results.length, ConsumeResult.retry());
    }

    @Override
    public void retry(Duration delay) {
        settle(results.length, ConsumeResult.retryAfter(delay));
    }

    @Override
    public void deadLetter(String reason) {
        settle(results.length, ConsumeResult.deadLetter(reason));
    }

    /** What was said of the message; from the first question on nothing more can be said. */
    synchronized Optional<ConsumeResult> of(int index) {
        closed = true;
        return Optional.ofNullable(results[index]);
    }

    private synchronized void settle(int end, ConsumeResult result) {
        int settled = 0;
        for (int i = 0; i < end && !closed; i++) {
            if (results[i] == null) {
                results[i] = result;
                settled++;
            }
        }
        if (settled == 0) {
            log.warn(
                    "Listener '{}' settled messages of a batch that were settled already, or whose call had ended, as"
                            + " {}, which changes nothing",
                    listener.id(),
                    result.getClass().getSimpleName());
        }
    }
}
