package io.github.rocketmq.rebalance.rebalance;

/**
 * How queues are locked at their brokers, in milliseconds. Brokers let a lock go 60 s after it was last asked for.
 *
 * @param lease how long a granted lock is trusted, counted from the request
 * @param renewInterval between two requests for a lock that is held
 * @param firstRetry until a refused lock is asked for again, doubled each time
 * @param longestRetry at most this long
 * @param uncertainPause how long a request may still take effect whose answer never came
 */
public record LockPolicy(long lease, long renewInterval, long firstRetry, long longestRetry, long uncertainPause) {

    /** 45 s of the broker's 60, renewed every 15 s. */
    public static final LockPolicy DEFAULT = new LockPolicy(45_000, 15_000, 100, 1000, 10_000);

    long retryDelay(int attempt) {
        return Math.min(longestRetry, firstRetry << Math.min(attempt - 1, 10));
    }
}
