package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.StableHash;

/**
 * How members of a group look at it neither all at once nor more often than needed. Times are milliseconds.
 *
 * @param shortestDelay between the news that the members changed and the look that it causes
 * @param shortestWindow by when that look is taken in a small group; in a larger one 1 ms a member
 * @param longestWindow by when it is taken at the latest
 * @param followUp between a look during which such news came and the one look that follows it
 * @param longestInterval up to which the interval grows with the group, by 20 ms a member, if nothing happens
 * @param jitterPercent by how much of itself each interval is shorter or longer
 * @param recommitInterval after which an offset that did not change is committed again, in case an earlier commit arrived
 *     late and set it back; {@link Long#MAX_VALUE} for never
 */
public record ConvergencePolicy(
        long shortestDelay,
        long shortestWindow,
        long longestWindow,
        long followUp,
        long longestInterval,
        int jitterPercent,
        long recommitInterval) {

    /** 0.2 s to 0.5 s, in large groups 5 s; one second; intervals up to a minute, 25 % more or less; 30 s. */
    public static final ConvergencePolicy DEFAULT = new ConvergencePolicy(200, 500, 5000, 1000, 60_000, 25, 30_000);

    private static final long WINDOW_PER_MEMBER = 1;
    private static final long INTERVAL_PER_MEMBER = 20;

    /**
     * From the first news of changed members to the look. All members hear of it at once, and more news mostly follows.
     *
     * @param chance any number; the same gives the same
     * @param members how many the group had when last seen
     */
    long debounce(long chance, int members) {
        long window = Math.max(shortestWindow, Math.min(longestWindow, members * WINDOW_PER_MEMBER));
        return StableHash.between(chance, Math.min(shortestDelay, window), window);
    }

    /**
     * From one look to the next if nothing happens.
     *
     * @param chance any number; the same gives the same
     * @param interval the configured one: the base for small groups
     * @param members how many the group had when last seen
     */
    long poll(long chance, long interval, int members) {
        long base = Math.max(interval, Math.min(longestInterval, members * INTERVAL_PER_MEMBER));
        long spread = base / 100 * jitterPercent;
        return StableHash.between(chance, base - spread, base + spread);
    }
}
