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
import java.util.ArrayList;
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
                callSingle(listener, messages.get(i), i, results);
            }
        };
    }

    /** One message at a time, answered later. */
    public ListenerCall async(AsyncMessageListener listener) {
        return (messages, results) -> {
            for (int i = 0; i < messages.size(); i++) {
                callAsync(listener, messages.get(i), i, results);
            }
        };
    }

    /** Several messages at a time, answered when the call returns. */
    public ListenerCall batch(BatchMessageListener listener) {
        return (messages, results) -> callBatch(listener, messages, results);
    }

    private void callSingle(MessageListener listener, Message message, int index, ListenerCall.Results results) {
        ConsumeResult result;
        try {
            result = listener.onMessage(message);
        } catch (Throwable e) {
            fail(message, index, e, results);
            return;
        }
        settle(message, index, result, results);
    }

    private void callAsync(AsyncMessageListener listener, Message message, int index, ListenerCall.Results results) {
        CompletionStage<ConsumeResult> stage;
        try {
            stage = listener.onMessage(message);
        } catch (Throwable e) {
            fail(message, index, e, results);
            return;
        }
        // The contract forbids null, but listeners are written without our null checker.
        if (stage == null) {
            settle(message, index, null, results);
            return;
        }
        stage.whenComplete((result, failure) -> {
            if (failure == null) {
                settle(message, index, result, results);
            } else {
                fail(message, index, RemoteException.causeOf(failure), results);
            }
        });
    }

    private void callBatch(BatchMessageListener listener, List<Message> messages, ListenerCall.Results results) {
        List<@Nullable ConsumeResult> each = new ArrayList<>();
        try {
            BatchResult result = listener.onMessages(messages);
            for (int i = 0; i < messages.size(); i++) {
                each.add(result == null ? null : result.of(i));
            }
        } catch (Throwable e) {
            for (int i = 0; i < messages.size(); i++) {
                fail(messages.get(i), i, e, results);
            }
            return;
        }
        for (int i = 0; i < messages.size(); i++) {
            settle(messages.get(i), i, each.get(i), results);
        }
    }

    private static void settle(
            Message message, int index, @Nullable ConsumeResult result, ListenerCall.Results results) {
        if (result == null) {
            log.warn(
                    "the listener returned null for message {} of {}, which counts as retry; return"
                            + " ConsumeResult.consumed() when it is done",
                    message.messageId(),
                    message.queue());
            results.returnedNull(index);
        }
        results.settle(index, result == null ? ConsumeResult.retry() : result);
    }

    private void fail(Message message, int index, Throwable failure, ListenerCall.Results results) {
        results.threw(index, failure);
        results.settle(index, failed(message, failure));
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
