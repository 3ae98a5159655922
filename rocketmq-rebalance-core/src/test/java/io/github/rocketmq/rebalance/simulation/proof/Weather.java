package io.github.rocketmq.rebalance.simulation.proof;

import java.util.SplittableRandom;

/**
 * How the network treats packets, in microseconds and chances.
 *
 * @param shortest delay of a packet
 * @param longest delay of most packets
 * @param lateShare how many come later than that
 * @param latest how much later at most
 * @param lostRequests how many requests never arrive
 * @param lostAnswers how many answers never arrive
 * @param lostNotices how many notices of changed members never arrive
 */
record Weather(
        long shortest,
        long longest,
        double lateShare,
        long latest,
        double lostRequests,
        double lostAnswers,
        double lostNotices) {

    /** As members have it, and by the slowest of their clocks. */
    private static final long COMMIT_INTERVAL = 5_050_000;

    /** Two commits in a row of which no answer comes, and the wait until they can take no effect any more. */
    private static final long LOST_COMMITS = 2 * (COMMIT_INTERVAL + 10_000_000);

    static final Weather CALM = new Weather(200, 2000, 0.002, 50_000, 0, 0, 0);

    /** A third of the notices and every fiftieth request fail, packets come up to eight seconds late. */
    static final Weather LOSSY = new Weather(200, 2000, 0.01, 8_000_000, 0.01, 0.01, 0.3);

    static final Weather SILENT = new Weather(200, 2000, 0.002, 50_000, 0, 0, 1);

    /** Every answer comes in the end or not at all, and every fiftieth packet up to eight seconds late. */
    static final Weather LATE = new Weather(200, 2000, 0.02, 8_000_000, 0.01, 0.01, 0);

    /** Nothing is late, but every seventh request never arrives, and of heartbeats four of five. */
    static final Weather LEAKY = new Weather(200, 2000, 0, 1, 0.15, 0, 0);

    /** Every seventh packet comes up to eight seconds late. */
    static final Weather LATER = new Weather(200, 2000, 0.15, 8_000_000, 0, 0, 0);

    static final Weather SLOW = new Weather(1000, 300_000, 0.01, 6_000_000, 0, 0, 0);

    /** So long at most after something is done it is committed, if the broker is there: an interval, and what gets lost. */
    long longestWithoutCommit() {
        return COMMIT_INTERVAL + longest + 2 * latest + (lostRequests + lostAnswers > 0 ? LOST_COMMITS : 0);
    }

    /** How many heartbeats never arrive. */
    double lostHeartbeats() {
        return equals(LEAKY) ? 0.8 : lostRequests;
    }

    long delay(SplittableRandom chance) {
        long delay = shortest + chance.nextLong(longest - shortest);
        return chance.nextDouble() < lateShare ? delay + chance.nextLong(latest) : delay;
    }
}
