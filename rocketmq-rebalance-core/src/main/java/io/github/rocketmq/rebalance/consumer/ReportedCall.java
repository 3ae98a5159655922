package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import java.util.List;

/** A listener whose calls are told of. */
final class ReportedCall implements ListenerCall {

    private final ListenerCall listener;
    private final ConsumerGroup group;
    private final ClientEvents events;

    ReportedCall(ListenerCall listener, ConsumerGroup group, ClientEvents events) {
        this.listener = listener;
        this.group = group;
        this.events = events;
    }

    @Override
    public void call(List<Message> messages, Results results) {
        events.listenerCalled(group);
        try {
            listener.call(messages, results);
        } finally {
            events.listenerReturned(group);
        }
    }
}
