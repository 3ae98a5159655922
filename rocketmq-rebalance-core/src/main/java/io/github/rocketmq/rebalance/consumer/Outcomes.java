package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.processing.Delivery;
import org.jspecify.annotations.Nullable;

/** Hears what became of a message, on any thread unless it says otherwise. */
interface Outcomes {

    /** The message is about to be given to the listener, on this thread. */
    default void onStarted(Delivery delivery) {}

    /** The listener's answer counts: the caller has claimed the message, and nothing followed from the answer yet. */
    default void onAnswered(Delivery delivery, ConsumeResult result, @Nullable Throwable failure) {}

    /** The message is done and its queue may have room or be drained. */
    void onProgress(Delivery delivery);

    /** The claimed message must come again. */
    void onRetry(Delivery delivery, ConsumeResult.RetryLater wish);

    /** The claimed message must go to the dead-letter topic before it is done. */
    void onDeadLetter(Delivery delivery, ConsumeResult.DeadLetter wish);

    /** A lane is free again that was kept for an answer; {@code reopen} is to run on the loop. */
    void onLaneFree(Runnable reopen);

    /** The executor took no work; heard on the loop, where {@code tryAgain} is to run a little later. */
    void onRefused(Runnable tryAgain);
}
