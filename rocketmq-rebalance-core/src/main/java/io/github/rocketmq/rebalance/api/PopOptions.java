package io.github.rocketmq.rebalance.api;

import java.time.Duration;

/**
 * How to consume queues whose messages are popped, which needs {@link AssignmentMode#BROKER}.
 *
 * @param invisibleTime after which a popped message comes again, to any member, if its listener has not started; it is
 *     extended while a listener runs; 5 s to 5 min
 * @param batchSize messages asked for at once, 1 to 32
 * @param maxInFlight of one queue; popping pauses at this many messages that are not done, 1 to 65535
 */
public record PopOptions(Duration invisibleTime, int batchSize, int maxInFlight) {
    public PopOptions {
        Ranges.require("pop.invisibleTime", invisibleTime, Duration.ofSeconds(5), Duration.ofSeconds(300));
        Ranges.require("pop.batchSize", batchSize, 1, 32);
        Ranges.require("pop.maxInFlight", maxInFlight, 1, 65535);
    }
}
