package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which queues this member saw, and which of them were added while it watched. An added queue is consumed from its
 * beginning: what came before anybody looked was sent to a group that was already there.
 *
 * @param known the queues of each topic, as of the last look that found it
 * @param added the queues that a known topic gained
 */
public record QueueHistory(SortedMap<String, SortedSet<MessageQueue>> known, SortedSet<MessageQueue> added) {

    /** Nothing was seen yet. */
    public static final QueueHistory EMPTY = new QueueHistory(new TreeMap<>(), new TreeSet<>());

    public QueueHistory {
        known = Collections.unmodifiableSortedMap(known);
        added = Collections.unmodifiableSortedSet(added);
    }

    QueueHistory after(GroupView view) {
        SortedMap<String, SortedSet<MessageQueue>> nowKnown = new TreeMap<>(known);
        SortedSet<MessageQueue> nowAdded = new TreeSet<>(added);
        view.topics().forEach((topic, topicView) -> {
            if (topicView instanceof TopicView.Known found && !found.queues().isEmpty()) {
                SortedSet<MessageQueue> before = known.get(topic);
                if (before != null && before != found.queues()) {
                    for (MessageQueue queue : found.queues()) {
                        if (!before.contains(queue)) {
                            nowAdded.add(queue);
                        }
                    }
                }
                nowKnown.put(topic, found.queues());
            }
        });
        return nowKnown.equals(known) ? this : new QueueHistory(nowKnown, nowAdded);
    }
}
