package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import org.jspecify.annotations.Nullable;

/**
 * Stands around every listener's work on a message. Beans of this type are all called, in their order before the call and
 * in the opposite order behind it; for a batch, once for each message.
 *
 * <p>Called by many threads at once.
 */
public interface RocketMessageInterceptor {

    /**
     * Before the message is filtered and converted, on the listener's thread. What it throws counts as the listener's
     * failure.
     *
     * @return the message, or another that the listener gets in its place, or null to skip it as if consumed
     */
    default @Nullable Message before(Message message, ListenerIdentity listener) {
        return message;
    }

    /**
     * The listener has settled the message without an exception, on whatever thread.
     *
     * @param result what becomes of it
     */
    default void success(Message message, ListenerIdentity listener, ConsumeResult result) {}

    /** The listener failed, on whatever thread; the error handler has not been asked yet. */
    default void failure(Message message, ListenerIdentity listener, Throwable failure) {}

    /**
     * The call has returned, on the thread of {@link #before}; what that left on the thread can be cleared here. A listener
     * that answers later may still be at work. Called if {@link #before} was.
     */
    default void after(Message message, ListenerIdentity listener) {}
}
