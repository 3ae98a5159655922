package io.github.rocketmq.rebalance.broker;

import java.time.Duration;
import java.util.List;

/** Percentiles of measured times. */
final class Percentiles {

    private Percentiles() {}

    /** The least of these times that so many per cent of them are not longer than; 0 if there are none. */
    static Duration of(List<Duration> times, int percent) {
        if (times.isEmpty()) {
            return Duration.ZERO;
        }
        int rank = (times.size() * percent + 99) / 100;
        return times.stream().sorted().skip(Math.max(0, rank - 1)).findFirst().orElseThrow();
    }
}
