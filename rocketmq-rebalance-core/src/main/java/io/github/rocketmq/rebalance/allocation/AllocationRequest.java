package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;

/**
 * The question put to an {@link AllocationStrategy}.
 *
 * @param group the group that shares the queues
 * @param topic the topic they belong to
 * @param queues the topic's readable queues, sorted
 * @param members the group's members, sorted and not de-duplicated: brokers list a client once per connection, and
 *     Apache's clients count every entry, so a strategy that must agree with them has to count them too
 * @param self the member that asks; it is in {@code members}
 */
public record AllocationRequest(
        ConsumerGroup group, String topic, List<MessageQueue> queues, List<ClientId> members, ClientId self) {

    public AllocationRequest {
        queues = queues.stream().sorted().toList();
        members = inOrder(members);
        if (!members.contains(self)) {
            throw new IllegalArgumentException("member " + self + " asks for queues of topic '" + topic
                    + "' but is not among the " + members.size() + " members of group '" + group + "'");
        }
    }

    /**
     * The members as a request keeps them: sorted, not de-duplicated. A list that was sorted here once is not sorted again, so
     * requests for many topics of a large group share one.
     */
    public static List<ClientId> inOrder(List<ClientId> members) {
        return SortedList.of(members);
    }
}
