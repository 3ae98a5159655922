package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the pulls or pops of one queue go: how long to pause after a failure, and what to say of it. Written on the loop. */
final class PullHealth {

    private static final Logger log = LoggerFactory.getLogger(PullHealth.class);

    private static final long FIRST_PAUSE = 100;
    private static final long LONGEST_PAUSE = 3000;
    private static final long UNDECODABLE_PAUSE = 30_000;
    private static final int WORTH_TELLING = 3;
    private static final int MOST_COUNTED = 10;
    private static final long NOT_DUE = Long.MIN_VALUE;

    private final MessageQueue queue;
    private final ConsumerGroup group;
    private int failures;
    private volatile Optional<String> problem = Optional.empty();
    private volatile long brokerOffset = HeldQueue.UNKNOWN;
    private volatile long dueSince = NOT_DUE;

    PullHealth(MessageQueue queue, ConsumerGroup group) {
        this.queue = queue;
        this.group = group;
    }

    /** Whether the last pull was answered well. */
    boolean isGood() {
        return failures == 0;
    }

    /** What keeps the queue from being pulled; any thread. */
    Optional<String> problem() {
        return problem;
    }

    /** Since when an answer is due, loop milliseconds; empty if none is. Any thread. */
    OptionalLong dueSince() {
        long since = dueSince;
        return since == NOT_DUE ? OptionalLong.empty() : OptionalLong.of(since);
    }

    /** An answer came, or the queue is to be pulled from now on: the next one is due. */
    void due(long now) {
        dueSince = now;
    }

    /** The queue need not be pulled. */
    void notDue() {
        dueSince = NOT_DUE;
    }

    /** The end of the queue as of the last good answer; any thread. */
    long brokerOffset() {
        return brokerOffset;
    }

    /** An answer came that names the end of the queue. */
    void good(long maxOffset) {
        endKnown(maxOffset);
        good();
    }

    /** The end of the queue is known from elsewhere. */
    void endKnown(long maxOffset) {
        brokerOffset = maxOffset;
    }

    void good() {
        failures = 0;
        if (problem.isPresent()) {
            log.info("{} of group '{}' is read again", queue, group);
            problem = Optional.empty();
        }
    }

    /** Says how many milliseconds to pause. */
    long failed(String reason) {
        failures = Math.min(failures + 1, MOST_COUNTED);
        if (failures == WORTH_TELLING) {
            log.warn("{} of group '{}' cannot be read and is tried again: {}", queue, group, reason);
        }
        if (failures >= WORTH_TELLING) {
            problem = Optional.of(reason);
        }
        return Math.min(LONGEST_PAUSE, FIRST_PAUSE << (failures - 1));
    }

    /** Says how many milliseconds to pause in front of a message that cannot be read. */
    long undecodable(long offset, String reason) {
        String text = "the message at offset " + offset + " cannot be read (" + reason
                + "); the queue stops there and is tried again every " + UNDECODABLE_PAUSE / 1000 + " s";
        if (problem.isEmpty()) {
            log.error("{} of group '{}': {}", queue, group, text);
        }
        problem = Optional.of(text);
        return UNDECODABLE_PAUSE;
    }
}
