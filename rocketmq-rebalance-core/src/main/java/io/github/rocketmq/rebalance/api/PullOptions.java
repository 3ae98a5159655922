package io.github.rocketmq.rebalance.api;

import java.time.Duration;

/**
 * How much to fetch ahead. The limits hold for each queue, but for the total.
 *
 * @param batchSize messages asked for by one pull, 1 to 1024; brokers cap it at 32 by default
 * @param longPollTimeout how long a broker may hold a pull that finds nothing, 1 s to 60 s
 * @param maxCachedMessages pulling pauses at this many unconsumed messages, 1 to 65535
 * @param maxCachedBytes pulling pauses at this many unconsumed bytes, 1 KiB and up
 * @param maxOffsetSpan pulling pauses at this distance from the oldest unconsumed message to the newest, 1 to 65535
 * @param maxTotalCachedBytes pulling pauses at this many unconsumed bytes of all queues together, 1 KiB and up; a
 *     queue that holds nothing is pulled all the same
 */
public record PullOptions(
        int batchSize,
        Duration longPollTimeout,
        int maxCachedMessages,
        long maxCachedBytes,
        int maxOffsetSpan,
        long maxTotalCachedBytes) {
    public PullOptions {
        Ranges.require("pull.batchSize", batchSize, 1, 1024);
        Ranges.require("pull.longPollTimeout", longPollTimeout, Duration.ofSeconds(1), Duration.ofSeconds(60));
        Ranges.require("pull.maxCachedMessages", maxCachedMessages, 1, 65535);
        Ranges.require("pull.maxCachedBytes", maxCachedBytes, 1024, Long.MAX_VALUE);
        Ranges.require("pull.maxOffsetSpan", maxOffsetSpan, 1, 65535);
        Ranges.require("pull.maxTotalCachedBytes", maxTotalCachedBytes, 1024, Long.MAX_VALUE);
    }
}
