package io.github.rocketmq.rebalance.spring.event;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.SortedSet;

/** A container gave these queues up; their offsets are committed. */
public final class RocketQueuesRevokedEvent extends RocketQueuesEvent {

    private static final long serialVersionUID = 1;

    public RocketQueuesRevokedEvent(Origin origin, SortedSet<MessageQueue> queues) {
        super(origin, queues);
    }
}
