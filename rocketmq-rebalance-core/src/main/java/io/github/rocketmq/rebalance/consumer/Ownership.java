package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.QueueState;
import java.util.Map;
import java.util.function.Supplier;

/** Which queues are this member's, as the machine knows now. Confined to the loop. */
final class Ownership {

    private final ClientLoop loop;
    private final Supplier<Map<MessageQueue, QueueState>> states;

    /**
     * @param states of the queues that this member holds now
     */
    Ownership(ClientLoop loop, Supplier<Map<MessageQueue, QueueState>> states) {
        this.loop = loop;
        this.states = states;
    }

    Map<MessageQueue, QueueState> states() {
        return states.get();
    }

    /** Whether this holding is the current one, and the queue this member's beyond doubt. */
    boolean isSure(HeldQueue held) {
        return states.get().get(held.queue()) instanceof QueueState.Owned owned
                && owned.generation() == held.generation()
                && owned.lease().validAt(loop.now());
    }
}
