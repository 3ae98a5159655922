package io.github.rocketmq.rebalance.client;

import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Scheduler} on one single-threaded executor, usually a network event loop. */
public final class ExecutorScheduler implements Scheduler {

    private static final Logger log = LoggerFactory.getLogger(ExecutorScheduler.class);

    private final ScheduledExecutorService executor;
    private volatile @Nullable Thread thread;

    /**
     * @param executor must run its tasks on one thread; stays the caller's to close
     */
    public ExecutorScheduler(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    @Override
    public long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            log.debug("dropped a task because the event loop is closed", e);
        }
    }

    @Override
    public Cancellable at(long time, Runnable task) {
        try {
            Future<?> future = executor.schedule(() -> run(task), Math.max(0, time - now()), TimeUnit.MILLISECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            log.debug("dropped a timer because the event loop is closed", e);
            return () -> {};
        }
    }

    @Override
    public boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    private void run(Runnable task) {
        thread = Thread.currentThread();
        task.run();
    }
}
