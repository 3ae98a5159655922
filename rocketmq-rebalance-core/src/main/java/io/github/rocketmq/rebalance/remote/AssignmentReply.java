package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A broker's answer to an {@link AssignmentRequest}. */
public sealed interface AssignmentReply {

    /**
     * The member's queues, which may be none.
     *
     * @param queues and how each is to be consumed; a queue id of {@link MessageQueue#ANY_QUEUE} stands for all queues of
     *     the topic on that broker
     */
    record Assigned(SortedMap<MessageQueue, RequestMode> queues) implements AssignmentReply {
        public Assigned {
            queues = Collections.unmodifiableSortedMap(new TreeMap<>(queues));
        }
    }

    /** The broker cannot tell: it knows neither the topic, nor the group, or not the strategy. */
    record Undecided() implements AssignmentReply {}

    /** The broker is of a release that does not share queues (code 3). */
    record NotSupported() implements AssignmentReply {}
}
