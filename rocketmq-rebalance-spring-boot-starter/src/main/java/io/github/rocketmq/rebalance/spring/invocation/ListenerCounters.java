package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import java.util.concurrent.atomic.LongAdder;

/** Counts one listener's results, over restarts of its consumer. Safe for use by any thread. */
public final class ListenerCounters {

    private final LongAdder consumed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder undecodable = new LongAdder();
    private final LongAdder filtered = new LongAdder();

    void add(ConsumeResult result) {
        if (result instanceof ConsumeResult.Consumed) {
            consumed.increment();
        } else if (result instanceof ConsumeResult.RetryLater) {
            retried.increment();
        } else {
            deadLettered.increment();
        }
    }

    void addUndecodable() {
        undecodable.increment();
    }

    void addFiltered() {
        filtered.increment();
    }

    /** The counts as of now. */
    public ListenerCounts snapshot() {
        return new ListenerCounts(consumed.sum(), retried.sum(), deadLettered.sum(), undecodable.sum(), filtered.sum());
    }
}
