package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageOutcome;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A listener whose calls, and what becomes of their messages, are told of. */
final class ReportedCall implements ListenerCall {

    private final ListenerCall listener;
    private final ConsumerGroup group;
    private final Fates fates;
    private final ClientEvents events;

    /**
     * What follows from a listener's answer.
     *
     * @param maxReconsumeTimes how often a message comes again before it is put away
     * @param isBroadcasting whether nobody keeps what is put away
     */
    record Fates(int maxReconsumeTimes, boolean isBroadcasting) {

        MessageOutcome of(Message message, ConsumeResult result, @Nullable Throwable failure) {
            if (result instanceof ConsumeResult.Consumed) {
                return MessageOutcome.CONSUMED;
            }
            boolean requested = result instanceof ConsumeResult.DeadLetter;
            if (requested || message.reconsumeTimes() >= maxReconsumeTimes) {
                return putAway(requested, failure);
            }
            return failure == null ? MessageOutcome.RETRY_REQUESTED : MessageOutcome.RETRY_AFTER_EXCEPTION;
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

    ReportedCall(ListenerCall listener, ConsumerGroup group, Fates fates, ClientEvents events) {
        this.listener = listener;
        this.group = group;
        this.fates = fates;
        this.events = events;
    }

    @Override
    public void call(List<Message> messages, Results results) {
        events.listenerCalled(group);
        try {
            listener.call(messages, new ReportedResults(messages, results));
        } finally {
            events.listenerReturned(group);
        }
    }

    private final class ReportedResults implements Results {

        private final List<Message> messages;
        private final Results results;
        private final AtomicReferenceArray<@Nullable Throwable> failures;

        ReportedResults(List<Message> messages, Results results) {
            this.messages = messages;
            this.results = results;
            this.failures = new AtomicReferenceArray<>(messages.size());
        }

        @Override
        public void threw(int index, Throwable failure) {
            failures.set(index, failure);
            results.threw(index, failure);
        }

        @Override
        public void returnedNull(int index) {
            results.returnedNull(index);
        }

        @Override
        public void settle(int index, ConsumeResult result) {
            Message message = messages.get(index);
            Throwable failure = failures.get(index);
            // Told first: settled, a message may have gone back to the broker with other counts.
            events.messageSettled(group, message, fates.of(message, result, failure), failure);
            results.settle(index, result);
        }
    }
}
