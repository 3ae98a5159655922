package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import java.util.List;

/** The application's listener, whichever of its forms it has. Never throws: a listener that does asks for a retry. */
@FunctionalInterface
public interface ListenerCall {

    /**
     * Calls the listener on this thread.
     *
     * @param messages of one queue, at least one; more only where the listener takes batches
     * @param results told once for each message, now or later, on any thread
     */
    void call(List<Message> messages, Results results);

    /** Hears what becomes of the messages. */
    @FunctionalInterface
    interface Results {

        /**
         * One message's result.
         *
         * @param index of the message among those of the call
         */
        void settle(int index, ConsumeResult result);

        /** What the listener threw, told before its message is settled. */
        default void threw(int index, Throwable failure) {}

        /** The listener returned null, told before its message is settled. */
        default void returnedNull(int index) {}
    }
}
