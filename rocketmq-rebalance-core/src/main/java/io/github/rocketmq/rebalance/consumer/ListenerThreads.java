package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/** Where a group's listener runs, and what becomes of those threads when the member has left. */
public final class ListenerThreads {

    private final Executor executor;
    private final Executor extra;
    private final IntConsumer resizer;
    private final Runnable closer;

    private ListenerThreads(Executor executor, Executor extra, IntConsumer resizer, Runnable closer) {
        this.executor = executor;
        this.extra = extra;
        this.resizer = resizer;
        this.closer = closer;
    }

    /** The application's; it closes them itself. */
    public static ListenerThreads of(Executor executor) {
        return new ListenerThreads(executor, executor, concurrency -> {}, () -> {});
    }

    /** The client's: up to {@code concurrency} of the threads that all of its groups share. */
    public static ListenerThreads shared(ListenerPool pool, ConsumerGroup group, int concurrency) {
        PoolShare share = pool.share(group, concurrency);
        return new ListenerThreads(share, task -> startExtra(group, task), share::concurrency, share::close);
    }

    private static void startExtra(ConsumerGroup group, Runnable task) {
        Thread thread = new Thread(task, "rocketmq-" + group + "-extra");
        thread.setDaemon(true);
        thread.start();
    }

    Executor executor() {
        return executor;
    }

    /**
     * For a call beside the deliveries, which must not wait until a backlog is done or a listener that hangs returns: a
     * thread of its own, or the application's executor.
     */
    Executor extra() {
        return extra;
    }

    /** More or fewer calls are to run at once; the application's executor is its own to change. */
    void concurrency(int listeners) {
        resizer.accept(listeners);
    }

    void close() {
        closer.run();
    }
}
