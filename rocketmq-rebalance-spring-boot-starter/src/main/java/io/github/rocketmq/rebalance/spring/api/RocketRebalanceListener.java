package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Set;
import java.util.SortedSet;

/**
 * Hears which queues the application's consumers take over and give up. All beans of this type are called, in their order.
 *
 * <p>Called on the listener registry's own thread, one call after the other, and never on a consumer's loop: a slow
 * listener delays what others hear, but no message. What it throws is logged.
 */
public interface RocketRebalanceListener {

    /** These queues are positioned and pulled from now on. */
    default void onAssigned(Consumer consumer, SortedSet<MessageQueue> queues) {}

    /** These queues were given up: their offsets are committed, no listener runs for them any more. */
    default void onRevoked(Consumer consumer, SortedSet<MessageQueue> queues) {}

    /**
     * These queues are gone without a clean end: another member took them, a listener outlived the drain timeout, or the
     * last offset could not be stored. Messages of them may be handled once more. By default the same as
     * {@link #onRevoked}.
     */
    default void onLost(Consumer consumer, SortedSet<MessageQueue> queues) {
        onRevoked(consumer, queues);
    }

    /**
     * Whose queues they are.
     *
     * @param containerId the id of the container, which is its first listener's
     * @param group its consumer group
     * @param listenerIds the ids of all listeners in the container
     */
    record Consumer(String containerId, String group, Set<String> listenerIds) {
        public Consumer {
            listenerIds = Set.copyOf(listenerIds);
        }
    }
}
