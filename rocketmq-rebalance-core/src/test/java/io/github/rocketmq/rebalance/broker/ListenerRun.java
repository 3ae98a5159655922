package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.model.MessageQueue;

/**
 * One call of a listener.
 *
 * @param member whose listener
 * @param queue where the message was read from
 * @param offset in that queue
 * @param id the producer's number of the message
 * @param started when, by {@link System#nanoTime()} of this machine
 * @param ended when it returned, or when its process was killed
 * @param outcome whether it returned
 */
record ListenerRun(String member, MessageQueue queue, long offset, int id, long started, long ended, Outcome outcome) {

    ListenerRun until(long now, Outcome how) {
        return new ListenerRun(member, queue, offset, id, started, now, how);
    }

    /** How it ended. */
    enum Outcome {
        RETURNED,
        KILLED
    }
}
