package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.function.Supplier;

/** Reads all listeners at most once a second, so that all gauges of one scrape tell of one moment. Any thread. */
final class ConsumerReadings {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Supplier<Collection<RocketListenerContainer>> containers;
    private final InstantSource clock;
    private volatile Taken last = new Taken(Instant.MIN, new Readings(Map.of(), Map.of(), Map.of()));

    private record Taken(Instant at, Readings readings) {}

    ConsumerReadings(Supplier<Collection<RocketListenerContainer>> containers, InstantSource clock) {
        this.containers = containers;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** As of now or less than a second ago. */
    Readings current() {
        Taken taken = last;
        Instant now = now();
        // A clock that was set back must not freeze the gauges.
        boolean fresh = !now.isBefore(taken.at()) && now.isBefore(taken.at().plus(FRESH));
        return fresh ? taken.readings() : read();
    }

    /** As of now. */
    Readings read() {
        Instant now = now();
        Readings readings = Readings.of(containers.get(), now);
        last = new Taken(now, readings);
        return readings;
    }
}
