package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.AsyncMessageListener;
import io.github.rocketmq.rebalance.api.BatchMessageListener;
import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns each form of listener into a {@link ListenerCall}. */
public final class ListenerForms {

    private static final Logger log = LoggerFactory.getLogger(ListenerForms.class);

    private final UndecodablePolicy undecodable;

    /**
     * @param undecodable what becomes of a message whose body could not be read when the listener asked for it
     */
    public ListenerForms(UndecodablePolicy undecodable) {
        this.undecodable = undecodable;
    }

    /** One message at a time, answered when the call returns. */
    public ListenerCall single(MessageListener listener) {
        return (messages, results) -> {
            for (int i = 0; i < messages.size(); i++) {
                results.settle(i, call(listener, messages.get(i)));
            }
        };
    }

    /** One message at a time, answered later. */
    public ListenerCall async(AsyncMessageListener listener) {
        return (messages, results) -> {
            for (int i = 0; i < messages.size(); i++) {
                call(listener, messages.get(i), i, results);
            }
        };
    }

    /** Several messages at a time, answered when the call returns. */
    public ListenerCall batch(BatchMessageListener listener) {
        return (messages, results) -> {
            ConsumeResult[] each = call(listener, messages);
            for (int i = 0; i < each.length; i++) {
                results.settle(i, each[i]);
            }
        };
    }

    private ConsumeResult call(MessageListener listener, Message message) {
        try {
            return checked(listener.onMessage(message), message);
        } catch (Throwable e) {
            return failed(message, e);
        }
    }

    private void call(AsyncMessageListener listener, Message message, int index, ListenerCall.Results results) {
        CompletionStage<ConsumeResult> stage;
        try {
            stage = listener.onMessage(message);
        } catch (Throwable e) {
            results.settle(index, failed(message, e));
            return;
        }
        // The contract forbids null, but listeners are written without our null checker.
        if (stage == null) {
            results.settle(index, checked(null, message));
            return;
        }
        stage.whenComplete((result, failure) -> results.settle(
                index, failure == null ? checked(result, message) : failed(message, RemoteException.causeOf(failure))));
    }

    private ConsumeResult[] call(BatchMessageListener listener, List<Message> messages) {
        ConsumeResult[] each = new ConsumeResult[messages.size()];
        try {
            BatchResult result = listener.onMessages(messages);
            for (int i = 0; i < each.length; i++) {
                each[i] = result == null ? checked(null, messages.get(i)) : result.of(i);
            }
        } catch (Throwable e) {
            Arrays.fill(each, failed(messages.get(0), e));
        }
        return each;
    }

    private static ConsumeResult checked(@Nullable ConsumeResult result, Message message) {
        if (result == null) {
            log.warn(
                    "the listener returned null for message {} of {}, which counts as retry; return"
                            + " ConsumeResult.consumed() when it is done",
                    message.messageId(),
                    message.queue());
            return ConsumeResult.retry();
        }
        return result;
    }

    private ConsumeResult failed(Message message, Throwable failure) {
        if (failure instanceof UndecodableMessageException && undecodable == UndecodablePolicy.DEAD_LETTER) {
            return ConsumeResult.deadLetter(String.valueOf(failure.getMessage()));
        }
        log.warn(
                "the listener failed on message {} at offset {} of {} (attempt {}); it will be delivered again",
                message.messageId(),
                message.queueOffset(),
                message.queue(),
                message.reconsumeTimes() + 1,
                failure);
        return ConsumeResult.retry();
    }
}
