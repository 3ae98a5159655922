package io.github.rocketmq.rebalance.api;

import java.time.Instant;

/** Where queues are to go on; what lies outside of a queue means its nearer end. */
public sealed interface ResetTarget {

    /** At the oldest message that the broker still keeps. */
    record Earliest() implements ResetTarget {}

    /** Behind the newest message. */
    record Latest() implements ResetTarget {}

    /** At the first message stored at this time or later. */
    record At(Instant time) implements ResetTarget {}

    /**
     * At an offset.
     *
     * @param offset not negative
     */
    record Offset(long offset) implements ResetTarget {
        public Offset {
            if (offset < 0) {
                throw new IllegalArgumentException("offset " + offset + " is negative; the first message has offset 0");
            }
        }
    }
}
