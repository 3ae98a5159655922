package io.github.rocketmq.rebalance.api;

import java.time.Duration;

/**
 * How queues change hands. Groups that consume in order always hand over under locks.
 *
 * @param mode with or without locks
 * @param drainTimeout how long running listeners are awaited before a queue is given up, 0 to 1 h
 * @param strict whether a queue is kept for as long as its listeners run, however long that is; if not, it is given up after
 *     {@code drainTimeout} and the messages that still run are delivered again elsewhere
 */
public record HandOffOptions(HandOff mode, Duration drainTimeout, boolean strict) {

    /**
     * Below the 30 s that applications commonly have to shut down.
     */
    public static final HandOffOptions DEFAULT = new HandOffOptions(HandOff.GRACEFUL, Duration.ofSeconds(25), false);

    public HandOffOptions {
        Ranges.require("drainTimeout", drainTimeout, Duration.ZERO, Duration.ofHours(1));
    }
}
