package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import java.time.Duration;
import java.util.List;

/**
 * What becomes of messages of one listener that are to come again while nobody says when.
 *
 * @param number 0 as the broker decides, -1 to the dead-letter topic, 1 to {@link #HIGHEST} after the delay of that level
 */
public record RetryLevel(int number) {

    /** As brokers have them built in ({@code messageDelayLevel}). */
    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(4),
            Duration.ofMinutes(5),
            Duration.ofMinutes(6),
            Duration.ofMinutes(7),
            Duration.ofMinutes(8),
            Duration.ofMinutes(9),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2));

    /** The level of the longest delay, 2 hours. */
    public static final int HIGHEST = DELAYS.size();

    /** Every delay is left to the broker. */
    public static final RetryLevel BROKERS_CHOICE = new RetryLevel(0);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if there is no such level
     */
    public RetryLevel {
        if (number < -1 || number > HIGHEST) {
            throw new IllegalArgumentException("retry.delay-level must be -1 to " + HIGHEST + ", but is " + number);
        }
    }

    /** The result; if it is a retry without a delay of its own, what the level makes of that. */
    ConsumeResult over(ConsumeResult result) {
        if (number == 0 || !isOpen(result)) {
            return result;
        }
        return number < 0
                ? ConsumeResult.deadLetter("it failed, and retry.delay-level is -1")
                : ConsumeResult.retryAfter(DELAYS.get(number - 1));
    }

    /** When a message comes again that was never tried, because one before it failed: it is not given up for that. */
    ConsumeResult ofUntried() {
        return number < 0 ? ConsumeResult.retry() : over(ConsumeResult.retry());
    }

    private static boolean isOpen(ConsumeResult result) {
        return result instanceof ConsumeResult.RetryLater later && later.delay().isZero();
    }
}
