package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.Action;
import java.time.Duration;
import java.util.Set;

/** Tells how looks at the group end and which queues change hands. Confined to the loop. */
final class RebalanceReports {

    private final ClientLoop loop;
    private final ConsumerGroup group;
    private final ClientEvents events;
    private long askedAt;

    RebalanceReports(ClientLoop loop, ConsumerGroup group, SharedClient client) {
        this.loop = loop;
        this.group = group;
        this.events = client.events();
    }

    /** A look begins, or its questions are asked once more. */
    void lookBegins() {
        askedAt = loop.now();
    }

    void report(Action action) {
        if (action instanceof Action.ReportLook look) {
            events.rebalanced(
                    group,
                    RebalanceTrigger.valueOf(look.outcome().trigger().name()),
                    look.outcome().successful(),
                    Duration.ofMillis(loop.now() - askedAt));
        }
    }

    /** The application's listener, and whoever else is to hear of the queues. */
    static AssignmentListener heard(AssignmentListener listener, ConsumerGroup group, ClientEvents events) {
        return new AssignmentListener() {

            @Override
            public void onAssigned(Set<MessageQueue> queues) {
                events.queuesAssigned(group, queues);
                listener.onAssigned(queues);
            }

            @Override
            public void onRevoked(Set<MessageQueue> queues) {
                events.queuesRevoked(group, queues);
                listener.onRevoked(queues);
            }

            @Override
            public void onLost(Set<MessageQueue> queues) {
                events.queuesLost(group, queues);
                listener.onLost(queues);
            }
        };
    }
}
