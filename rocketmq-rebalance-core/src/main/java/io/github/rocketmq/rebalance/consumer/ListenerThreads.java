package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.util.concurrent.Executor;

/** Where a group's listener runs, and what becomes of those threads when the member has left. */
public final class ListenerThreads {

    private final Executor executor;
    private final Runnable closer;

    private ListenerThreads(Executor executor, Runnable closer) {
        this.executor = executor;
        this.closer = closer;
    }

    /** The application's; it closes them itself. */
    public static ListenerThreads of(Executor executor) {
        return new ListenerThreads(executor, () -> {});
    }

    /** The client's: up to {@code concurrency} of the threads that all of its groups share. */
    public static ListenerThreads shared(ListenerPool pool, ConsumerGroup group, int concurrency) {
        PoolShare share = pool.share(group, concurrency);
        return new ListenerThreads(share, share::close);
    }

    Executor executor() {
        return executor;
    }

    void close() {
        closer.run();
    }
}
