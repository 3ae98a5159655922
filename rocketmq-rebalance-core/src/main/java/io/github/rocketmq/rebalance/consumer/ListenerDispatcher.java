package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the application's listener on worker threads, never on the loop. Up to {@code concurrency} lanes take messages
 * from one shared line, so one hand-over to the executor serves many messages.
 */
final class ListenerDispatcher {

    private static final Logger log = LoggerFactory.getLogger(ListenerDispatcher.class);

    private final ConsumerGroup group;
    private final MessageListener listener;
    private final Executor executor;
    private final int concurrency;
    private final Outcomes outcomes;
    private final ConsumeStats stats;
    private final Queue<Delivery> line = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lanes = new AtomicInteger();
    // Confined to the loop.
    private boolean refused;
    private boolean retryPlanned;

    /** Hears what became of a message, on a worker thread unless it says otherwise. */
    interface Outcomes {

        /** The message is done and its queue may have room or be drained. */
        void onProgress(Message message);

        /** The message must go back to the broker before it is done. */
        void onRetry(Delivery delivery, ConsumeResult.RetryLater wish);

        /** The message must go to the dead-letter topic before it is done. */
        void onDeadLetter(Delivery delivery);

        /** The executor took no work; heard on the loop, where {@code tryAgain} is to run a little later. */
        void onRefused(Runnable tryAgain);
    }

    ListenerDispatcher(
            ConsumerGroup group,
            MessageListener listener,
            Executor executor,
            int concurrency,
            Outcomes outcomes,
            ConsumeStats stats) {
        this.group = group;
        this.listener = listener;
        this.executor = executor;
        this.concurrency = concurrency;
        this.outcomes = outcomes;
        this.stats = stats;
    }

    /** Lines up whatever the window has to deliver; on the loop. */
    void offer(ProcessQueue window) {
        int added = 0;
        for (Delivery next = window.take(); next != null; next = window.take()) {
            line.add(next);
            added++;
        }
        openLanes(added);
    }

    private void openLanes(int most) {
        for (int i = 0; i < most && enterLane(); i++) {
            try {
                executor.execute(this::runLane);
                refused = false;
            } catch (RejectedExecutionException e) {
                lanes.decrementAndGet();
                refused(e);
                return;
            }
        }
    }

    /** With no lane open, nobody would come for the line: a full window brings no pull and no further offer. */
    private void refused(RejectedExecutionException e) {
        if (!refused) {
            log.warn(
                    "the executor of group '{}' takes no more work, so its messages wait until it does: {}",
                    group,
                    e.getMessage());
        }
        refused = true;
        if (!retryPlanned) {
            retryPlanned = true;
            outcomes.onRefused(this::retry);
        }
    }

    private void retry() {
        retryPlanned = false;
        line.removeIf(delivery -> delivery.queue().revoked());
        openLanes(line.size());
    }

    private boolean enterLane() {
        int running = lanes.get();
        while (running < concurrency) {
            if (lanes.compareAndSet(running, running + 1)) {
                return true;
            }
            running = lanes.get();
        }
        return false;
    }

    private void runLane() {
        do {
            try {
                for (Delivery next = line.poll(); next != null; next = line.poll()) {
                    deliver(next);
                }
            } finally {
                lanes.decrementAndGet();
            }
            // Whoever lined up a message while this lane was leaving may have found all lanes taken.
        } while (!line.isEmpty() && enterLane());
    }

    private void deliver(Delivery delivery) {
        long startedAt = System.nanoTime();
        if (!delivery.tryStart(startedAt)) {
            return;
        }
        Message message = delivery.message();
        ConsumeResult result = consume(message);
        stats.consumed(message.queue(), result instanceof ConsumeResult.Consumed, System.nanoTime() - startedAt);
        if (result instanceof ConsumeResult.RetryLater wish) {
            outcomes.onRetry(delivery, wish);
        } else if (result instanceof ConsumeResult.DeadLetter deadLetter) {
            log.warn(
                    "message {} at offset {} of {} goes to the dead-letter topic of group '{}': {}",
                    message.messageId(),
                    message.queueOffset(),
                    message.queue(),
                    group,
                    deadLetter.reason());
            outcomes.onDeadLetter(delivery);
        } else if (delivery.complete()) {
            outcomes.onProgress(message);
        }
    }

    private ConsumeResult consume(Message message) {
        try {
            // The contract forbids null, but listeners are written without our null checker.
            ConsumeResult result = listener.onMessage(message);
            if (result != null) {
                return result;
            }
            log.warn(
                    "the listener of group '{}' returned null for message {}, which counts as retry; return"
                            + " ConsumeResult.consumed() when it is done",
                    group,
                    message.messageId());
        } catch (Throwable e) {
            log.warn(
                    "the listener of group '{}' failed on message {} at offset {} of {} (attempt {}); it will be delivered"
                            + " again",
                    group,
                    message.messageId(),
                    message.queueOffset(),
                    message.queue(),
                    message.reconsumeTimes() + 1,
                    e);
        }
        return ConsumeResult.retry();
    }
}
