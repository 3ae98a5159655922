package io.github.rocketmq.rebalance.processing;

import java.time.Duration;

/** The delays a broker offers for messages that come again; 1s 5s 10s 30s 1m ... 10m 20m 30m 1h 2h as shipped. */
public final class RetrySchedule {

    /** Lets the broker choose a delay that grows with each attempt. */
    public static final int BROKERS_CHOICE = 0;

    /** The longest delay. */
    public static final int HIGHEST_LEVEL = 18;

    private static final long[] SECONDS_BY_LEVEL = {
        0, 1, 5, 10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1200, 1800, 3600, 7200
    };

    private RetrySchedule() {}

    /**
     * The lowest level that delays at least as long as asked for.
     *
     * @param delay zero leaves the choice to the broker; more than two hours becomes two hours
     * @return 0 to 18
     */
    public static int levelOf(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("retry delay " + delay + " is negative");
        }
        int level = BROKERS_CHOICE;
        while (level < HIGHEST_LEVEL
                && Duration.ofSeconds(SECONDS_BY_LEVEL[level]).compareTo(delay) < 0) {
            level++;
        }
        return level;
    }

    /**
     * How long a level delays.
     *
     * @param level 1 to 18
     */
    public static Duration delayOf(int level) {
        if (level < 1 || level > HIGHEST_LEVEL) {
            throw new IllegalArgumentException("delay level " + level + " is not between 1 and " + HIGHEST_LEVEL);
        }
        return Duration.ofSeconds(SECONDS_BY_LEVEL[level]);
    }
}
