package io.github.rocketmq.rebalance.spring.event;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.SortedSet;

/** A container lost these queues without a clean end, so messages of them may be handled once more. */
public final class RocketQueuesLostEvent extends RocketQueuesEvent {

    private static final long serialVersionUID = 1;

    public RocketQueuesLostEvent(Origin origin, SortedSet<MessageQueue> queues) {
        super(origin, queues);
    }
}
