package io.github.rocketmq.rebalance.api;

import java.time.Instant;

/** Where a group begins in a queue for which it never committed an offset. */
public sealed interface StartPosition {

    /** Behind the newest message: only what comes from now on. */
    record Latest() implements StartPosition {}

    /** At the oldest message that the broker still keeps. */
    record Earliest() implements StartPosition {}

    /**
     * At the first message stored at or after a point in time.
     *
     * @param time compared with the broker's store time
     */
    record At(Instant time) implements StartPosition {}

    static StartPosition latest() {
        return new Latest();
    }

    static StartPosition earliest() {
        return new Earliest();
    }

    static StartPosition at(Instant time) {
        return new At(time);
    }
}
