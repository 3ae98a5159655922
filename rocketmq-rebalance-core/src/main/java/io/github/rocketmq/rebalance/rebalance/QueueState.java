package io.github.rocketmq.rebalance.rebalance;

import java.util.OptionalLong;

/**
 * The life of a held queue: {@code LockAwaited <-> Locking -> Positioning <-> Unpositioned -> Consuming -> Draining ->
 * Committing -> Unlocking -> gone}; without locks it begins with Positioning and ends with Committing. Whenever a request
 * about the lock may still take effect, {@code Barred} and a last {@code Unlocking} come before gone. Times are the loop's
 * milliseconds. The generation tells one holding of a queue from the next; answers to an earlier one are ignored.
 */
public sealed interface QueueState {

    long generation();

    /** A state in which the queue is this member's as long as its lease lasts. */
    sealed interface Owned extends QueueState {

        Lease lease();

        /** The same with another lease. */
        Owned with(Lease changed);
    }

    /** Waits to learn whether the broker grants the lock. */
    record Locking(long generation, int attempt, long askedAt) implements QueueState {}

    /**
     * Another member has the lock, or the broker could not be asked, or not yet; asks again later.
     *
     * @param attempt how often it was asked for
     */
    record LockAwaited(long generation, int attempt, long retryAt, String reason) implements QueueState {}

    /**
     * Not asked for, although it may be wanted: an earlier request about its lock may still take effect, and is taken back
     * then.
     */
    record Barred(long generation, long until) implements QueueState {}

    /** Waits to learn where to start. */
    record Positioning(long generation, int attempt, long askedAt, Lease lease) implements Owned {
        @Override
        public Owned with(Lease changed) {
            return new Positioning(generation, attempt, askedAt, changed);
        }
    }

    /** Could not learn where to start, and asks again later: a position that is only guessed would skip or repeat. */
    record Unpositioned(long generation, int attempt, long retryAt, String reason, Lease lease) implements Owned {
        @Override
        public Owned with(Lease changed) {
            return new Unpositioned(generation, attempt, retryAt, reason, changed);
        }
    }

    /** Pulled and delivered. */
    record Consuming(long generation, Lease lease) implements Owned {
        @Override
        public Owned with(Lease changed) {
            return new Consuming(generation, changed);
        }
    }

    /**
     * Given up: nothing new starts, running listeners are awaited.
     *
     * @param continueAt where the queue goes on, if not behind what was consumed: brokers may move a group's offset
     */
    record Draining(long generation, long since, OptionalLong continueAt, Lease lease) implements Owned {
        @Override
        public Owned with(Lease changed) {
            return new Draining(generation, since, continueAt, changed);
        }
    }

    /**
     * Given up: the last commit is under way, or waits for {@code retryAt} to be tried again.
     *
     * @param since from when on it could be committed
     * @param askedAt when the commit was sent last
     * @param uncertainUntil until when an earlier commit may still take effect whose answer never came; 0 if there is none
     */
    record Committing(
            long generation,
            long since,
            long askedAt,
            OptionalLong continueAt,
            OptionalLong retryAt,
            long uncertainUntil,
            Lease lease)
            implements Owned {
        @Override
        public Committing with(Lease changed) {
            return new Committing(generation, since, askedAt, continueAt, retryAt, uncertainUntil, changed);
        }

        Committing retryAt(long time, long mayStillTakeEffectUntil) {
            return new Committing(
                    generation,
                    since,
                    askedAt,
                    continueAt,
                    OptionalLong.of(time),
                    Math.max(uncertainUntil, mayStillTakeEffectUntil),
                    lease);
        }

        Committing asked(long now) {
            return new Committing(generation, since, now, continueAt, OptionalLong.empty(), uncertainUntil, lease);
        }

        /** The broker was away: the time until now is none in which it could have been committed. */
        Committing possibleSince(long now) {
            return new Committing(generation, now, askedAt, continueAt, retryAt, uncertainUntil, lease);
        }
    }

    /**
     * Given up and committed: waits for the broker to confirm that the lock is free.
     *
     * @param retryAt when to ask again, if the last answer was none to go on with
     * @param announced whether the application was told that it owns the queue
     * @param uncertainUntil until when a request about the lock may still take effect whose answer never came; 0 if there is
     *     none
     */
    record Unlocking(
            long generation, int attempt, long askedAt, OptionalLong retryAt, boolean announced, long uncertainUntil)
            implements QueueState {

        Unlocking retryAt(long time, long mayStillTakeEffectUntil) {
            return new Unlocking(
                    generation,
                    attempt,
                    askedAt,
                    OptionalLong.of(time),
                    announced,
                    Math.max(uncertainUntil, mayStillTakeEffectUntil));
        }

        Unlocking uncertain(long mayStillTakeEffectUntil) {
            return new Unlocking(
                    generation,
                    attempt,
                    askedAt,
                    retryAt,
                    announced,
                    Math.max(uncertainUntil, mayStillTakeEffectUntil));
        }
    }
}
