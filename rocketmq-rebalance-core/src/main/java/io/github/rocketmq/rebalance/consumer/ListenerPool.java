package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.Scheduler;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads on which the listeners of all groups of a client run. Most groups have nothing to do most of the time, so
 * they share: there are few threads until listeners hold them for long, and at most as many as all groups together may
 * use.
 *
 * <p>The first 32 threads start as soon as there is work. Behind them a thread is added whenever work has waited for 100
 * ms, which it does only if listeners wait for something or the processors are not enough. A thread ends after 30 s
 * without work. Any thread may call.
 */
public final class ListenerPool implements AutoCloseable {

    private static final int READILY = 32;
    private static final long PATIENCE_MILLIS = 100;
    private static final long IDLE_SECONDS = 30;

    private final Scheduler scheduler;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger allowed = new AtomicInteger();
    private final AtomicBoolean watching = new AtomicBoolean();

    /** Work, and since when it waits. */
    private record Waiting(Runnable work, long since) implements Runnable {
        @Override
        public void run() {
            work.run();
        }
    }

    /**
     * @param scheduler looks whether work waits; never runs any
     */
    public ListenerPool(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.threads =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "rocketmq-listener-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        // The queue has no end, so that only the core size counts.
        threads.setMaximumPoolSize(Integer.MAX_VALUE);
        threads.allowCoreThreadTimeOut(true);
    }

    /** An executor that runs up to {@code concurrency} tasks of one group at once. */
    PoolShare share(ConsumerGroup group, int concurrency) {
        return new PoolShare(this, group, concurrency);
    }

    /** Takes no more work; what waits is still done. */
    @Override
    public void close() {
        threads.shutdown();
    }

    /** More or fewer tasks may run at once, over all groups. */
    void allow(int more) {
        allowed.addAndGet(more);
        threads.setCorePoolSize(threadsAtOnce());
    }

    /** Runs work on some thread; refuses it once closed. */
    void execute(Runnable work) {
        threads.execute(new Waiting(work, scheduler.now()));
        if (!threads.getQueue().isEmpty()) {
            watch();
        }
    }

    /** As {@link #execute}, for a caller that is such a thread: a closed pool takes this too. */
    void goOn(Runnable work) {
        try {
            execute(work);
        } catch (RejectedExecutionException e) {
            // The caller's own thread looks into the queue once more before it ends.
            threads.getQueue().add(new Waiting(work, scheduler.now()));
        }
    }

    /** Threads there are. */
    int size() {
        return threads.getPoolSize();
    }

    private int threadsAtOnce() {
        return Math.max(1, Math.min(READILY, allowed.get()));
    }

    private void watch() {
        if (watching.compareAndSet(false, true)) {
            scheduler.at(scheduler.now() + PATIENCE_MILLIS, this::look);
        }
    }

    private void look() {
        watching.set(false);
        if (threads.getQueue().peek() instanceof Waiting oldest) {
            if (scheduler.now() - oldest.since() >= PATIENCE_MILLIS && threads.getPoolSize() < allowed.get()) {
                addThread();
            }
            watch();
        }
    }

    /** The pool adds threads only up to its core size, so that grows for as long as it takes to add one. */
    private void addThread() {
        threads.setCorePoolSize(threads.getPoolSize() + 1);
        threads.setCorePoolSize(threadsAtOnce());
    }
}
