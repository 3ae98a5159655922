package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.RenamedMessage;

/** A popped message as a listener sees it, and the lease it is held by. */
final class PoppedMessage extends RenamedMessage {

    private final PopLease lease;

    /**
     * @param topic that was subscribed to
     * @param queue that the message was read from
     */
    PoppedMessage(Message stored, String topic, MessageQueue queue, PopLease lease) {
        super(stored, topic, queue);
        this.lease = lease;
    }

    PopLease lease() {
        return lease;
    }
}
