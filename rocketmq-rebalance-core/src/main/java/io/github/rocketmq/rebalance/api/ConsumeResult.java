package io.github.rocketmq.rebalance.api;

import java.time.Duration;
import java.util.Objects;

/** What a listener says of a message. An exception counts as {@link #retry()}. */
public sealed interface ConsumeResult {

    /** Done: the message is never delivered to this group again. */
    record Consumed() implements ConsumeResult {
        static final Consumed INSTANCE = new Consumed();
    }

    /**
     * Again later: the broker keeps the message in the group's retry topic.
     *
     * @param delay at least this long, rounded up to the next delay level of the broker; zero lets the broker choose a
     *     delay that grows with each attempt (10 s, 30 s, 1 min, ...)
     */
    record RetryLater(Duration delay) implements ConsumeResult {

        static final RetryLater BROKERS_CHOICE = new RetryLater(Duration.ZERO);

        public RetryLater {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("retry delay " + delay + " is negative");
            }
        }
    }

    /**
     * Never again: the broker moves the message to the group's dead-letter topic.
     *
     * @param reason for the log
     */
    record DeadLetter(String reason) implements ConsumeResult {
        public DeadLetter {
            Objects.requireNonNull(reason, "reason");
        }
    }

    static ConsumeResult consumed() {
        return Consumed.INSTANCE;
    }

    /** Again, after the delay that the broker chooses. */
    static ConsumeResult retry() {
        return RetryLater.BROKERS_CHOICE;
    }

    static ConsumeResult retryAfter(Duration delay) {
        return new RetryLater(delay);
    }

    static ConsumeResult deadLetter(String reason) {
        return new DeadLetter(reason);
    }
}
