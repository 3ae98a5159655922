package io.github.rocketmq.rebalance.rebalance;

import java.util.OptionalLong;

/**
 * How queues are locked at their brokers, in milliseconds. Brokers let a lock go 60 s after it was last asked for, keep
 * locks in memory only, and do not check them when messages are pulled or offsets stored: all that makes them safe is here.
 *
 * @param need what to do at brokers that give no locks
 * @param lease how long a granted lock is trusted, counted from the request
 * @param brokerLife how long the broker keeps it
 * @param renewInterval between two requests for a lock that is held
 * @param firstRetry until a refused lock is asked for again, growing by half each time
 * @param longestRetry at most this long; twice as long when the lock has been refused for about 30 s
 * @param uncertainPause how long a request about a lock may still take effect whose answer never came
 * @param commitLife how long a commit may still take effect whose answer never came; 0 if that does not matter
 * @param settleTime how long a broker that restarted leaves its queues to those who had them
 * @param heartbeatFreshness how old the last confirmed heartbeat may be when a lock is asked for
 * @param reapAfter how long a member must be gone from all brokers until its locks are given back for it; empty for never
 * @param fallbackDelay until a queue is taken over at a broker that gives no locks
 */
public record LockPolicy(
        Need need,
        long lease,
        long brokerLife,
        long renewInterval,
        long firstRetry,
        long longestRetry,
        long uncertainPause,
        long commitLife,
        long settleTime,
        long heartbeatFreshness,
        OptionalLong reapAfter,
        long fallbackDelay) {

    /** What to do at brokers that give no locks, because they are too old or do not permit it. */
    public enum Need {
        /** Consume without. */
        WANTED,
        /** Do not consume. */
        REQUIRED
    }

    private static final int LATE_ATTEMPT = 35;

    /** For listeners that run side by side: 45 s of the broker's 60, renewed every 15 s; survivors take over after 3 s. */
    public static final LockPolicy CONCURRENT = of(Need.WANTED, OptionalLong.of(3000));

    /** For listeners that keep an order: the same, but no lock is ever given back for somebody else. */
    public static final LockPolicy ORDERLY = of(Need.REQUIRED, OptionalLong.empty());

    private static LockPolicy of(Need need, OptionalLong reapAfter) {
        return new LockPolicy(need, 45_000, 60_000, 15_000, 100, 1000, 10_000, 10_000, 10_000, 60_000, reapAfter, 5000);
    }

    long retryDelay(int attempt) {
        if (attempt >= LATE_ATTEMPT) {
            return 2 * longestRetry;
        }
        long delay = firstRetry;
        for (int i = 1; i < attempt && delay < longestRetry; i++) {
            delay += delay / 2;
        }
        return Math.min(longestRetry, delay);
    }
}
