package io.github.rocketmq.rebalance.rebalance;

import java.util.OptionalLong;

/**
 * The life of a held queue: {@code Positioning <-> Unpositioned -> Consuming -> Draining -> Committing -> gone}. Times are
 * the loop's milliseconds. The generation tells one holding of a queue from the next; answers to an earlier one are ignored.
 */
public sealed interface QueueState {

    long generation();

    /** Waits to learn where to start. */
    record Positioning(long generation, int attempt, long askedAt) implements QueueState {}

    /** Could not learn where to start, and asks again later: a position that is only guessed would skip or repeat. */
    record Unpositioned(long generation, int attempt, long retryAt, String reason) implements QueueState {}

    /** Pulled and delivered. */
    record Consuming(long generation) implements QueueState {}

    /**
     * Given up: nothing new starts, running listeners are awaited.
     *
     * @param continueAt where the queue goes on, if not behind what was consumed: brokers may move a group's offset
     */
    record Draining(long generation, long since, OptionalLong continueAt) implements QueueState {}

    /** Given up: the last commit is under way, or waits for {@code retryAt} to be tried again. */
    record Committing(long generation, long since, OptionalLong continueAt, OptionalLong retryAt)
            implements QueueState {}
}
