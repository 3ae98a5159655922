package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageOutcome;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of messages.
 *
 * @param maxReconsumeTimes how often a message comes again before it is put away
 * @param isBroadcasting whether nobody keeps what is put away
 */
record Fates(int maxReconsumeTimes, boolean isBroadcasting) {

    /** What follows from a listener's answer. */
    MessageOutcome of(Message message, ConsumeResult result, @Nullable Throwable failure) {
        if (result instanceof ConsumeResult.Consumed) {
            return MessageOutcome.CONSUMED;
        }
        boolean requested = result instanceof ConsumeResult.DeadLetter;
        if (requested || isTheLastTime(message)) {
            return putAway(requested, failure);
        }
        return failure == null ? MessageOutcome.RETRY_REQUESTED : MessageOutcome.RETRY_AFTER_EXCEPTION;
    }

    /** What follows from a listener that takes too long. */
    MessageOutcome ofTimedOut(Message message) {
        return isTheLastTime(message) ? putAway(false, null) : MessageOutcome.TIMED_OUT;
    }

    private boolean isTheLastTime(Message message) {
        return message.reconsumeTimes() >= maxReconsumeTimes;
    }

    private MessageOutcome putAway(boolean requested, @Nullable Throwable failure) {
        if (isBroadcasting) {
            return MessageOutcome.DROPPED;
        }
        if (!requested) {
            return MessageOutcome.DEAD_LETTER_ATTEMPTS;
        }
        return failure instanceof UndecodableMessageException
                ? MessageOutcome.DEAD_LETTER_UNDECODABLE
                : MessageOutcome.DEAD_LETTER_REQUESTED;
    }
}
