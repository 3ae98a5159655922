package io.github.rocketmq.rebalance.api;

import java.time.Duration;

/**
 * How messages are handed to the listener.
 *
 * @param mode whether the order within a queue is kept
 * @param concurrency how many listener calls may run at once, 1 to 1000
 * @param batchSize how many messages of one queue a batch listener gets at once, 1 to 1024
 * @param maxReconsumeTimes how often a message comes again before it goes to the dead-letter topic
 * @param timeout how long a listener may take for a message before it is given back and comes again, 1 s to 24 h;
 *     concurrent consumption only
 * @param suspendTime how long an orderly queue waits before a failed message is delivered again, 10 ms to 30 s,
 *     unless the listener says otherwise
 * @param undecodable what becomes of a message whose bytes cannot be read
 */
public record ConsumeOptions(
        ConsumeMode mode,
        int concurrency,
        int batchSize,
        int maxReconsumeTimes,
        Duration timeout,
        Duration suspendTime,
        UndecodablePolicy undecodable) {
    public ConsumeOptions {
        Ranges.require("concurrency", concurrency, 1, 1000);
        Ranges.require("consume.batchSize", batchSize, 1, 1024);
        Ranges.require("maxReconsumeTimes", maxReconsumeTimes, 0, Integer.MAX_VALUE);
        Ranges.require("consume.timeout", timeout, Duration.ofSeconds(1), Duration.ofHours(24));
        Ranges.require("consume.suspendTime", suspendTime, Duration.ofMillis(10), Duration.ofSeconds(30));
    }
}
