package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches each call of application code. Beans of this type are all called, in their order.
 *
 * <p>Called by many threads at once. What it throws is logged and changes nothing.
 */
public interface ListenerObserver {

    /**
     * A call begins, on the worker thread, before arguments are converted.
     *
     * @param group the consumer group
     * @param messages what the listener is to get, one unless it takes batches
     */
    Observed begin(ListenerIdentity listener, String group, List<Message> messages, boolean batch);

    /** One call under way. */
    interface Observed {

        /** Makes it current on this thread until closed, on the same thread. */
        AutoCloseable openScope();

        /**
         * The call ended, on whatever thread; its scope may be closed by then.
         *
         * @param results what becomes of each message
         * @param failure what was thrown, or null; where arguments could not be made, an exception that quotes no payload
         */
        void end(List<ConsumeResult> results, @Nullable Throwable failure);
    }
}
