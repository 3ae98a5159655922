package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.client.Scheduler;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** All loops of a simulation on one virtual clock: tasks run one after the other, ordered by time and then by arrival. */
public final class VirtualScheduler implements Scheduler {

    private static final class Task implements Comparable<Task>, Cancellable {
        private final long time;
        private final long number;
        private final Runnable body;
        private boolean cancelled;

        Task(long time, long number, Runnable body) {
            this.time = time;
            this.number = number;
            this.body = body;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }

        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long now = 1_000_000;
    private long lastNumber;
    private boolean running;

    @Override
    public long now() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        at(now, task);
    }

    @Override
    public Cancellable at(long time, Runnable body) {
        Task task = new Task(Math.max(now, time), ++lastNumber, body);
        tasks.add(task);
        return task;
    }

    @Override
    public boolean isCurrent() {
        return running;
    }

    /** Runs everything that is due within the next {@code millis}. */
    public void advance(long millis) {
        runUntil(now + millis, () -> false);
    }

    /** Runs until the condition holds. Fails if it does not within {@code millis} of virtual time. */
    public void await(String what, long millis, BooleanSupplier condition) {
        long deadline = now + millis;
        if (!runUntil(deadline, condition)) {
            throw new AssertionError("within " + millis + " virtual ms it did not happen that " + what);
        }
    }

    private boolean runUntil(long deadline, BooleanSupplier condition) {
        while (true) {
            if (condition.getAsBoolean()) {
                return true;
            }
            Task next = tasks.peek();
            if (next == null || next.time > deadline) {
                now = deadline;
                return false;
            }
            tasks.remove(next);
            if (!next.cancelled) {
                now = next.time;
                running = true;
                try {
                    next.body.run();
                } finally {
                    running = false;
                }
            }
        }
    }
}
