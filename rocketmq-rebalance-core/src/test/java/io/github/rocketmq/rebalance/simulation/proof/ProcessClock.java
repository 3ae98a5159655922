package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.client.Scheduler;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * One process's threads and its clock, which drifts. While the process is stopped nothing of it runs, and everything that
 * came due runs when it goes on; nothing runs any more when it is dead.
 */
final class ProcessClock implements Scheduler {

    private static final long MICROS = 1000;

    private final Timeline timeline;
    private final double rate;
    private final long origin;
    private final Queue<Task> backlog = new ArrayDeque<>();
    private boolean dead;
    private boolean stopped;
    private boolean onLoop;

    private record Task(Runnable body, boolean loop) {}

    /**
     * @param rate its milliseconds per millisecond of the run
     * @param origin what it shows when the run begins, milliseconds
     */
    ProcessClock(Timeline timeline, double rate, long origin) {
        this.timeline = timeline;
        this.rate = rate;
        this.origin = origin;
    }

    @Override
    public long now() {
        return origin + (long) (timeline.now() * rate / MICROS);
    }

    @Override
    public void execute(Runnable task) {
        timeline.at(timeline.now(), () -> run(task, true));
    }

    @Override
    public Cancellable at(long time, Runnable task) {
        long due = time <= now() ? timeline.now() : (long) Math.ceil((time - origin) / rate * MICROS) + 1;
        return timeline.at(due, () -> run(task, true))::cancel;
    }

    @Override
    public boolean isCurrent() {
        return onLoop;
    }

    /** Runs something of this process outside its loop: an I/O thread's or a worker's work. */
    void outside(Runnable task) {
        run(task, false);
    }

    void outsideAfter(long micros, Runnable task) {
        timeline.after(micros, () -> run(task, false));
    }

    boolean isDead() {
        return dead;
    }

    boolean isStopped() {
        return stopped;
    }

    void die() {
        dead = true;
        backlog.clear();
    }

    void stop() {
        stopped = true;
    }

    void goOn() {
        stopped = false;
        while (!stopped && !dead && !backlog.isEmpty()) {
            Task next = backlog.remove();
            run(next.body(), next.loop());
        }
    }

    private void run(Runnable body, boolean loop) {
        if (dead) {
            return;
        }
        if (stopped) {
            backlog.add(new Task(body, loop));
            return;
        }
        boolean before = onLoop;
        onLoop = loop;
        try {
            body.run();
        } finally {
            onLoop = before;
        }
    }
}
