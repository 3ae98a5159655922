package io.github.rocketmq.rebalance.processing;

import java.time.Duration;

/**
 * How long a popped message that failed stays invisible: Apache's levels, by how often it came before. Brokers keep any
 * time exactly, so these are no levels of theirs.
 */
public final class PopBackoff {

    private static final int[] SECONDS = {
        10, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 1200, 1800, 3600, 7200
    };

    private PopBackoff() {}

    /**
     * The delay before the next delivery.
     *
     * @param wished zero leaves the choice to the level; more than two hours becomes two hours
     * @param reconsumeTimes how often the message came again before, 0 at the first delivery
     */
    public static Duration delay(Duration wished, int reconsumeTimes) {
        Duration longest = Duration.ofSeconds(SECONDS[SECONDS.length - 1]);
        if (wished.isZero()) {
            return Duration.ofSeconds(SECONDS[Math.min(Math.max(reconsumeTimes, 0), SECONDS.length - 1)]);
        }
        return wished.compareTo(longest) > 0 ? longest : wished;
    }
}
