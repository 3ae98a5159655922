package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Set;

/** Hears which queues this member takes over and gives up. Called on the consumer's loop: return quickly, never block. */
public interface AssignmentListener {

    /** These queues are positioned and pulled from now on. */
    default void onAssigned(Set<MessageQueue> queues) {}

    /** These queues are given up; their offsets are committed, no listener runs for them any more. */
    default void onRevoked(Set<MessageQueue> queues) {}

    /**
     * These queues are gone without a clean end: another member has their lock, a listener still ran when the drain
     * timeout ended, or the last offset was not confirmed. Messages of them may be handled by two members at once or
     * once more. Called instead of {@link #onRevoked}, which it calls by default.
     */
    default void onLost(Set<MessageQueue> queues) {
        onRevoked(queues);
    }
}
