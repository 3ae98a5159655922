package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A member that the list no longer names. If it died, the locks of its queues keep others out until they end by themselves.
 * Times are the loop's milliseconds.
 *
 * @param share the queues it should have had
 * @param noticedAt when the list first lacked it
 * @param goneSince when all masters were asked and none knew it; empty before that
 * @param attempt the question to all masters that is under way; 0 if there is none
 * @param nextAt when to ask all masters next, or how long the answer is waited for
 */
public record Missing(
        SortedSet<MessageQueue> share, long noticedAt, OptionalLong goneSince, long attempt, long nextAt) {

    public Missing {
        share = Collections.unmodifiableSortedSet(new TreeSet<>(share));
    }

    Missing asking(long number, long until) {
        return new Missing(share, noticedAt, goneSince, number, until);
    }

    Missing again(long at, OptionalLong since) {
        return new Missing(share, noticedAt, since, 0, at);
    }
}
