package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.model.ClientId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The group as one look found it.
 *
 * @param members as a broker listed them, sorted here and not de-duplicated
 * @param topics every subscribed topic and the retry topic
 */
public record GroupView(List<ClientId> members, SortedMap<String, TopicView> topics) {

    public GroupView {
        members = AllocationRequest.inOrder(members);
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    }

    /** How many readable queues the look found over all topics; where a broker decides, those it assigned. */
    public int queueCount() {
        return topics.values().stream().mapToInt(GroupView::queueCount).sum();
    }

    private static int queueCount(TopicView topic) {
        if (topic instanceof TopicView.Assigned assigned) {
            return assigned.queues().size();
        }
        return topic instanceof TopicView.Known known ? known.queues().size() : 0;
    }
}
