package io.github.rocketmq.rebalance.spring.event;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Queues changed hands. */
public abstract class RocketQueuesEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    private final transient SortedSet<MessageQueue> queues;

    RocketQueuesEvent(Origin origin, SortedSet<MessageQueue> queues) {
        super(origin);
        this.queues = Collections.unmodifiableSortedSet(new TreeSet<>(queues));
    }

    /** Which, in order. */
    public SortedSet<MessageQueue> queues() {
        return queues;
    }

    @Override
    public String toString() {
        return super.toString() + queues;
    }
}
