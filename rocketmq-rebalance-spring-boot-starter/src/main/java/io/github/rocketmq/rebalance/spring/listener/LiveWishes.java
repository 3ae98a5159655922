package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What was asked of a container since the application started. Holds over restarts of its consumer.
 *
 * @param pause how it is to be paused; empty if it is not
 * @param interval between two looks at the group, if not as configured
 * @param concurrency how many calls may run at once, if not as configured
 */
record LiveWishes(Optional<PauseMode> pause, Optional<Duration> interval, Optional<Integer> concurrency) {

    static final LiveWishes NONE = new LiveWishes(Optional.empty(), Optional.empty(), Optional.empty());

    LiveWishes paused(PauseMode mode) {
        return new LiveWishes(Optional.of(mode), interval, concurrency);
    }

    LiveWishes resumed() {
        return new LiveWishes(Optional.empty(), interval, concurrency);
    }

    LiveWishes interval(Duration wanted) {
        return new LiveWishes(pause, Optional.of(wanted), concurrency);
    }

    LiveWishes concurrency(int wanted) {
        return new LiveWishes(pause, interval, Optional.of(wanted));
    }

    /**
     * The configured options, changed as wished.
     *
     * @throws IllegalArgumentException if a wish is out of range
     */
    PushConsumerOptions over(PushConsumerOptions configured) {
        return new PushConsumerOptions(
                configured.group(),
                configured.model(),
                configured.subscriptions(),
                configured.startPosition(),
                concurrency
                        .map(wanted -> MergedListeners.withConcurrency(configured.consume(), wanted))
                        .orElse(configured.consume()),
                configured.handOff(),
                interval.map(wanted -> rebalance(configured.rebalance(), wanted))
                        .orElse(configured.rebalance()),
                configured.pull(),
                configured.offsetCommitInterval(),
                configured.assignment(),
                configured.pop());
    }

    private static PushConsumerOptions.Rebalance rebalance(PushConsumerOptions.Rebalance configured, Duration wanted) {
        boolean shorter = wanted.compareTo(configured.minInterval()) < 0;
        return new PushConsumerOptions.Rebalance(wanted, shorter ? wanted : configured.minInterval());
    }
}
