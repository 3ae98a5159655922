package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One queue that this member holds.
 *
 * @param queue which
 * @param stage where it is between taken over and given up
 * @param nextOffset where the next pull starts; -1 before the position is known
 * @param consumedOffset everything before it was consumed; -1 before the position is known
 * @param committedOffset what the offset store confirmed last; -1 if nothing yet
 * @param brokerOffset the end of the queue as of the last pull; -1 before the first
 * @param cachedMessages pulled and not yet consumed
 * @param cachedBytes their size
 * @param inFlight of these, being in a listener now
 * @param problem what keeps the queue from being pulled; empty if nothing does
 * @param times when what happened to it
 * @param lock its lock at the broker
 */
public record QueueSnapshot(
        MessageQueue queue,
        Stage stage,
        long nextOffset,
        long consumedOffset,
        long committedOffset,
        long brokerOffset,
        int cachedMessages,
        long cachedBytes,
        int inFlight,
        Optional<String> problem,
        QueueTimes times,
        LockSnapshot lock) {

    /** Messages behind the end of the queue that are not consumed; 0 before the first pull. */
    public long lag() {
        return brokerOffset < 0 || consumedOffset < 0 ? 0 : Math.max(0, brokerOffset - consumedOffset);
    }

    /**
     * How long the oldest message that is not consumed has been with its broker.
     *
     * @param now the time of day; if the broker's clock is ahead of it, the answer is zero
     * @return empty if messages wait of which none was pulled yet
     */
    public Optional<Duration> lagTime(Instant now) {
        if (lag() == 0) {
            return Optional.of(Duration.ZERO);
        }
        return times.oldestStored().map(stored -> stored.isBefore(now) ? Duration.between(stored, now) : Duration.ZERO);
    }

    /** The life of a held queue, in order. */
    public enum Stage {
        /** Asking its broker for the queue's lock; orderly consumption only. */
        LOCKING,
        /** Asking where to start. */
        POSITIONING,
        /** Pulled and delivered. */
        CONSUMING,
        /** Given up: waits for running listeners. */
        DRAINING,
        /** Given up: the last offset is being committed, or the lock given back. */
        COMMITTING
    }
}
