package io.github.rocketmq.rebalance.spring.listener;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One daemon thread, which exists only while there is something to do or to wait for. */
final class DaemonMonitor implements ListenerMonitor {

    private static final Logger log = LoggerFactory.getLogger(DaemonMonitor.class);
    private static final long IDLE_SECONDS = 5;

    private final ThreadLocal<Boolean> current = ThreadLocal.withInitial(() -> false);
    private final ScheduledThreadPoolExecutor thread;

    DaemonMonitor() {
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Runnable marked = () -> {
                current.set(true);
                task.run();
            };
            Thread daemon = new Thread(marked, "rocketmq-listener-monitor");
            daemon.setDaemon(true);
            return daemon;
        });
        thread.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException closed) {
            guarded(task).run();
        }
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        try {
            Future<?> later = thread.schedule(guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> later.cancel(false);
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public boolean isCurrentThread() {
        return current.get();
    }

    @Override
    public void close() {
        thread.shutdown();
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException failure) {
                log.warn("a task of the RocketMQ listener monitor failed", failure);
            }
        };
    }
}
