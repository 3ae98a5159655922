package io.github.rocketmq.rebalance.consumer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hears the answers of one listener call, and remembers what it threw until they count. Safe for use by any thread. */
abstract class AnsweredCall implements ListenerCall.Results {

    /** Null while nothing was thrown, which is nearly always. Written under the lock. */
    private volatile @Nullable Map<Integer, Throwable> thrown;

    @Override
    public final void threw(int index, Throwable failure) {
        synchronized (this) {
            Map<Integer, Throwable> changed = thrown == null ? new HashMap<>() : new HashMap<>(thrown);
            changed.put(index, failure);
            thrown = changed;
        }
    }

    /** What the listener threw at this message; null if it threw nothing. */
    final @Nullable Throwable thrownAt(int index) {
        Map<Integer, Throwable> all = thrown;
        return all == null ? null : all.get(index);
    }
}
