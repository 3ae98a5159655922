package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where a group's listener runs, and what becomes of those threads when the member has left. */
public final class ListenerThreads {

    private static final long IDLE_SECONDS = 30;

    private final Executor executor;
    private final Executor extra;
    private final Runnable closer;

    private ListenerThreads(Executor executor, Executor extra, Runnable closer) {
        this.executor = executor;
        this.extra = extra;
        this.closer = closer;
    }

    /** The application's; it closes them itself. */
    public static ListenerThreads of(Executor executor) {
        return new ListenerThreads(executor, executor, () -> {});
    }

    /** The member's own: up to {@code concurrency} threads, which end after 30 s without work. */
    public static ListenerThreads owned(ConsumerGroup group, int concurrency) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                concurrency, concurrency, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "rocketmq-" + group + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return new ListenerThreads(pool, task -> startExtra(group, task), pool::shutdown);
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

    void close() {
        closer.run();
    }
}
