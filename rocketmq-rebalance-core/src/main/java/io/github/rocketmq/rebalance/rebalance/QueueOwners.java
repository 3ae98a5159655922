package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** Which member of a group is to hold which queue, as every one of them works out for itself. */
public final class QueueOwners {

    private QueueOwners() {}

    /**
     * The owners of all queues that one look found; a pure function. A topic that the strategy cannot share is left out.
     *
     * @param self the member that looked; of queues that a broker assigns it knows its own only
     */
    public static SortedMap<MessageQueue, ClientId> of(
            ConsumerGroup group, ClientId self, GroupView view, AllocationStrategy strategy) {
        SortedMap<MessageQueue, ClientId> owners = new TreeMap<>();
        view.topics().forEach((topic, found) -> {
            if (found instanceof TopicView.Known known && !known.queues().isEmpty()) {
                owners.putAll(shared(group, topic, known.queues(), view.members(), strategy));
            } else if (found instanceof TopicView.Assigned assigned) {
                assigned.queues().forEach(queue -> owners.put(queue, self));
            }
        });
        return owners;
    }

    private static SortedMap<MessageQueue, ClientId> shared(
            ConsumerGroup group,
            String topic,
            SortedSet<MessageQueue> queues,
            List<ClientId> members,
            AllocationStrategy strategy) {
        SortedMap<MessageQueue, ClientId> owners = new TreeMap<>();
        try {
            for (ClientId member : new LinkedHashSet<>(members)) {
                strategy.allocate(new AllocationRequest(group, topic, List.copyOf(queues), members, member))
                        .forEach(queue -> owners.put(queue, member));
            }
            return owners;
        } catch (RuntimeException e) {
            // The look itself names the failure.
            return new TreeMap<>();
        }
    }
}
