package io.github.rocketmq.rebalance.spring.event;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.SortedSet;

/** A container consumes these queues from now on. */
public final class RocketQueuesAssignedEvent extends RocketQueuesEvent {

    private static final long serialVersionUID = 1;

    public RocketQueuesAssignedEvent(Origin origin, SortedSet<MessageQueue> queues) {
        super(origin, queues);
    }
}
