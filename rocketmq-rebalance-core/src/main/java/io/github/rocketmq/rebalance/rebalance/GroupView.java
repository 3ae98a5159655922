package io.github.rocketmq.rebalance.rebalance;

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
        members = members.stream().sorted().toList();
        topics = Collections.unmodifiableSortedMap(new TreeMap<>(topics));
    }

    /** How many readable queues the look found over all topics. */
    public int queueCount() {
        return topics.values().stream()
                .mapToInt(topic ->
                        topic instanceof TopicView.Known known ? known.queues().size() : 0)
                .sum();
    }
}
