package io.github.rocketmq.rebalance.client;

/**
 * Time, and one thread at a time: everything handed to one scheduler runs one after the other. A network event loop in
 * production, a queue of virtual events in a simulation.
 */
public interface Scheduler {

    /** Monotonic milliseconds; the zero point means nothing. */
    long now();

    /** Runs a task after everything that was handed over before. Any thread. */
    void execute(Runnable task);

    /** Runs a task at or soon after {@code time}, as {@link #now()} counts. Any thread. */
    Cancellable at(long time, Runnable task);

    /** Whether the caller runs inside a task of this scheduler. */
    boolean isCurrent();

    /** A task that need not run. */
    interface Cancellable {
        /** Has no effect if the task ran or runs. */
        void cancel();
    }
}
