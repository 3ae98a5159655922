package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.Subscription;
import java.util.List;

/**
 * What one client tells every broker about itself.
 *
 * @param clientId its name
 * @param members the groups it is a member of
 * @param producerGroups the groups it produces for
 */
public record Heartbeat(ClientId clientId, List<Membership> members, List<String> producerGroups) {

    public Heartbeat {
        members = List.copyOf(members);
        producerGroups = List.copyOf(producerGroups);
    }

    /**
     * One group and what it wants.
     *
     * @param group the group
     * @param model whether its members share the queues
     * @param startFrom where the group begins without a committed offset; brokers only show it to operators
     * @param subscriptions one entry a topic, the retry topic included
     * @param version rises when the subscriptions change, in milliseconds since the epoch; brokers refuse pulls with a
     *     higher version than they were told
     */
    public record Membership(
            ConsumerGroup group,
            MessageModel model,
            StartFrom startFrom,
            List<Subscription> subscriptions,
            long version) {
        public Membership {
            subscriptions = List.copyOf(subscriptions);
        }
    }

    /** Apache's names of start positions, as they stand on the wire. */
    public enum StartFrom {
        CONSUME_FROM_LAST_OFFSET,
        CONSUME_FROM_FIRST_OFFSET,
        CONSUME_FROM_TIMESTAMP
    }
}
