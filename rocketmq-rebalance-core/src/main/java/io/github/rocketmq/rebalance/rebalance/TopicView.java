package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** One topic as one look found it. */
public sealed interface TopicView {

    /**
     * The topic and its readable queues.
     *
     * @param queues sorted
     */
    record Known(SortedSet<MessageQueue> queues) implements TopicView {
        public Known {
            queues = Collections.unmodifiableSortedSet(new TreeSet<>(queues));
        }
    }

    /**
     * The topic's queues could not be learned: what is held of it stays as it is.
     *
     * @param reason for logs and health
     */
    record Unknown(String reason) implements TopicView {}

    /**
     * A broker decided which queues this member is to hold.
     *
     * @param queues sorted
     */
    record Assigned(SortedSet<MessageQueue> queues) implements TopicView {
        public Assigned {
            queues = Collections.unmodifiableSortedSet(new TreeSet<>(queues));
        }
    }

    /**
     * A broker should have decided and did not: what is held of the topic stays as it is.
     *
     * @param reason for logs and health
     */
    record Unassigned(String reason) implements TopicView {}
}
