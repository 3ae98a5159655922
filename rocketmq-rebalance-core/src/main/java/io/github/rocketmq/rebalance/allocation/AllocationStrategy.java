package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;

/**
 * Decides which queues of one topic belong to one member of a group.
 *
 * <p>Every member decides alone, so implementations are pure functions: the same queues and members give each member
 * the same picture, whatever the order of time. They are called on the consumer's loop and must not block;
 * whoever asks a consumer for the owners of all queues has them called on its own thread meanwhile.
 */
public interface AllocationStrategy {

    /** The name under which the strategy is configured and reported, for example {@code AVG}. */
    String name();

    /** The name of the strategy that a broker is asked to share by where brokers decide; they know AVG and AVG_BY_CIRCLE. */
    default String nameAtBrokers() {
        return name();
    }

    /**
     * The queues of {@link AllocationRequest#self()}: a sub-list of the request's queues, without repetition. Over all
     * members the answers must be disjoint and complete.
     */
    List<MessageQueue> allocate(AllocationRequest request);
}
