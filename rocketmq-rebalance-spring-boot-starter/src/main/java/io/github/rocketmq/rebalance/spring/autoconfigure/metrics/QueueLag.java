package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.api.QueueSnapshot;
import java.time.Instant;

/** How far a group is behind the end of one queue; NaN where nobody knows. */
final class QueueLag {

    private QueueLag() {}

    /** Messages that are stored and not committed, or not consumed while nothing is committed yet. */
    static double messages(QueueSnapshot queue) {
        long done = queue.committedOffset() >= 0 ? queue.committedOffset() : queue.consumedOffset();
        return queue.brokerOffset() < 0 || done < 0 ? Double.NaN : Math.max(0, queue.brokerOffset() - done);
    }

    /** The age of the oldest message that is not consumed, in seconds; 0 if there is none. */
    static double seconds(QueueSnapshot queue, Instant now) {
        return Double.isNaN(messages(queue))
                ? Double.NaN
                : queue.lagTime(now).map(age -> age.toMillis() / 1000.0).orElse(Double.NaN);
    }
}
