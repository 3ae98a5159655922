package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One moment on the loop's clock and by the time of day, so that the one can be told in terms of the other.
 *
 * @param millis the loop's
 * @param instant the time of day
 */
record LoopTime(long millis, Instant instant) {

    static LoopTime now(ClientLoop loop, InstantSource clock) {
        return new LoopTime(loop.now(), clock.instant());
    }

    /** The time of day at some time of the loop. */
    Instant at(long loopMillis) {
        return instant.plusMillis(loopMillis - millis);
    }

    Optional<Instant> at(OptionalLong loopMillis) {
        return loopMillis.isPresent() ? Optional.of(at(loopMillis.getAsLong())) : Optional.empty();
    }
}
