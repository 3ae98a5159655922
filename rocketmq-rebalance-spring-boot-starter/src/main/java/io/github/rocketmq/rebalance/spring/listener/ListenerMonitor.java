package io.github.rocketmq.rebalance.spring.listener;

import java.time.Duration;

/**
 * A registry's one thread for what nobody else's thread may be kept for: it tells the application what consumers report,
 * in order, and looks after listeners from time to time.
 */
interface ListenerMonitor extends AutoCloseable {

    /** Runs a task behind those that were handed over before. */
    void execute(Runnable task);

    /** Runs a task once after a while, unless it is cancelled before. */
    Cancellable after(Duration delay, Runnable task);

    /** Whether the caller runs on it, so that it must not wait for what is yet to run. */
    boolean isCurrentThread();

    /** Takes no more tasks for later; those to be run at once are run by their caller. */
    @Override
    void close();

    /** A task that need not run any more. */
    interface Cancellable {
        void cancel();
    }

    /** Runs each task at once in the calling thread, and none later: for a container outside of a registry. */
    static ListenerMonitor inCallingThread() {
        return new ListenerMonitor() {
            @Override
            public void execute(Runnable task) {
                task.run();
            }

            @Override
            public boolean isCurrentThread() {
                return false;
            }

            @Override
            public Cancellable after(Duration delay, Runnable task) {
                return () -> {};
            }

            @Override
            public void close() {}
        };
    }
}
