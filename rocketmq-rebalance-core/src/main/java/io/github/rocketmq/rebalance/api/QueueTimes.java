package io.github.rocketmq.rebalance.api;

import java.time.Instant;
import java.util.Optional;

/**
 * When what happened to a held queue.
 *
 * @param stageSince since when it is in its stage
 * @param lastPull when a pull of it was last answered; empty before the first, and for queues that are popped
 * @param idleSince since when an answer is due; empty while the queue need not be pulled, because it is paused, given up or
 *     full, and for queues that are popped
 * @param lastConsumed when a listener last returned with a message of it; empty before the first
 * @param runningSince since when the listener that has run longest with a message of it runs; empty if none does
 * @param oldestStored when the broker stored the oldest message that is not consumed, as of the last pull or commit; empty
 *     if none is cached
 */
public record QueueTimes(
        Instant stageSince,
        Optional<Instant> lastPull,
        Optional<Instant> idleSince,
        Optional<Instant> lastConsumed,
        Optional<Instant> runningSince,
        Optional<Instant> oldestStored) {

    /** Of a queue to which nothing happened since it is in its stage. */
    public static QueueTimes since(Instant stageSince) {
        return new QueueTimes(
                stageSince, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
