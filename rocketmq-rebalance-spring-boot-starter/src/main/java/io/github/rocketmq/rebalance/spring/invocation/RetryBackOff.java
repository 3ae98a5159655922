package io.github.rocketmq.rebalance.spring.invocation;

import java.time.Duration;
import java.util.Optional;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * How long failed messages of one listener wait for their next attempt.
 *
 * @param delay before the second attempt; zero leaves every delay to the broker
 * @param multiplier what the delay grows by with each attempt, at least 1
 * @param maxDelay what it does not grow beyond
 */
public record RetryBackOff(Duration delay, double multiplier, Duration maxDelay) {

    /** Brokers deliver no later than that. */
    public static final Duration LONGEST = Duration.ofHours(2);

    /** Every delay is left to the broker. */
    public static final RetryBackOff BROKERS_CHOICE = new RetryBackOff(Duration.ZERO, 1, LONGEST);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is outside its range; the message names it
     */
    public RetryBackOff {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("retry.backoff.delay must be 0 to 2h, but is " + delay);
        }
        if (!(multiplier >= 1)) {
            throw new IllegalArgumentException("retry.backoff.multiplier must be at least 1, but is " + multiplier);
        }
        if (maxDelay.compareTo(delay) < 0) {
            throw new IllegalArgumentException(
                    "retry.backoff.max-delay must be at least retry.backoff.delay, " + delay + ", but is " + maxDelay);
        }
    }

    /** As Spring knows it; empty if delays are left to the broker. */
    Optional<BackOff> toBackOff() {
        if (delay.isZero()) {
            return Optional.empty();
        }
        ExponentialBackOff backOff = new ExponentialBackOff(delay.toMillis(), multiplier);
        backOff.setMaxInterval(maxDelay.toMillis());
        return Optional.of(backOff);
    }
}
