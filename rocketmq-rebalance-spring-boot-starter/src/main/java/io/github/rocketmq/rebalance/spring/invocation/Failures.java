package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.ListenerFailure;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one listener's error handler what becomes of a message, and logs that. */
final class Failures {

    // Logs have always called the adapter by this name.
    private static final Logger log = LoggerFactory.getLogger(ListenerAdapter.class);

    private final ListenerIdentity listener;
    private final RocketListenerErrorHandler handler;
    private final ListenerCounters counters;

    Failures(ListenerIdentity listener, RocketListenerErrorHandler handler, ListenerCounters counters) {
        this.listener = listener;
        this.handler = handler;
        this.counters = counters;
    }

    /** What the application threw, without what it was carried in. */
    static Throwable carried(Throwable thrown) {
        Throwable carried = thrown;
        while ((carried instanceof CompletionException || carried instanceof ExecutionException)
                && carried.getCause() != null) {
            carried = carried.getCause();
        }
        return carried;
    }

    /** What interceptors and error handlers are told: the exception that the application knows. */
    static Throwable told(Throwable failure) {
        return failure instanceof UnreadableArgumentException unreadable ? unreadable.original() : failure;
    }

    /** What observers are told, who may write it down anywhere: where arguments could not be made, no word of the payload. */
    static Throwable observed(Throwable failure) {
        return failure instanceof UnreadableArgumentException unreadable ? unreadable.withoutPayload() : failure;
    }

    /** What becomes of the message. */
    ConsumeResult decide(Message message, Throwable failure) {
        if (failure instanceof UnreadableArgumentException unreadable) {
            counters.addUndecodable();
            ConsumeResult result = ask(message, unreadable.original(), String.valueOf(unreadable.getMessage()));
            logUnreadable(message, unreadable, result);
            return result;
        }
        ConsumeResult result = ask(message, failure, failure.toString());
        log.warn(
                "Listener '{}' failed on message {} of topic {} ({}), delivery {}. {}",
                listener.id(),
                message.messageId(),
                message.topic(),
                message.queue(),
                message.reconsumeTimes() + 1,
                fate(result),
                failure);
        return result;
    }

    private ConsumeResult ask(Message message, Throwable failure, String summary) {
        ConsumeResult result;
        try {
            result = handler.onError(
                    new ListenerFailure(listener, message, failure, message.reconsumeTimes() + 1, summary));
        } catch (Throwable broken) {
            log.error(
                    "The error handler of listener '{}' failed itself, so message {} is delivered again",
                    listener.id(),
                    message.messageId(),
                    broken);
            return ConsumeResult.retry();
        }
        if (result == null) {
            log.error(
                    "The error handler {} of listener '{}' returned null, so message {} is delivered again",
                    handler.getClass().getName(),
                    listener.id(),
                    message.messageId());
            return ConsumeResult.retry();
        }
        return result;
    }

    private void logUnreadable(Message message, UnreadableArgumentException unreadable, ConsumeResult result) {
        log.error(
                "Listener '{}' cannot read message {} of topic {} ({}) as {}: {}. {}",
                listener.id(),
                message.messageId(),
                message.topic(),
                message.queue(),
                unreadable.what(),
                unreadable.reason(),
                fate(result));
    }

    private static String fate(ConsumeResult result) {
        if (result instanceof ConsumeResult.Consumed) {
            return "It is skipped.";
        }
        return result instanceof ConsumeResult.DeadLetter
                ? "It goes to the dead-letter topic."
                : "It is delivered again later.";
    }
}
