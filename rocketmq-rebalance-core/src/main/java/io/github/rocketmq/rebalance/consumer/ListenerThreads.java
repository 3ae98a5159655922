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
    private final Runnable closer;

    private ListenerThreads(Executor executor, Runnable closer) {
        this.executor = executor;
        this.closer = closer;
    }

    /** The application's; it closes them itself. */
    public static ListenerThreads of(Executor executor) {
        return new ListenerThreads(executor, () -> {});
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
        return new ListenerThreads(pool, pool::shutdown);
    }

    Executor executor() {
        return executor;
    }

    void close() {
        closer.run();
    }
}
