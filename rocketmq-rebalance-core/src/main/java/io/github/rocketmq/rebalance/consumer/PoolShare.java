package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * One group's use of a {@link ListenerPool}: no more tasks run at once than the group's concurrency, and no more than one
 * waits in the pool at a time, so that groups take turns there. Any thread may call.
 */
final class PoolShare implements Executor, AutoCloseable {

    private final ListenerPool pool;
    private final ConsumerGroup group;
    // Guarded by this.
    private int concurrency;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean waiting;
    private int running;
    private boolean joined;
    private boolean closed;

    PoolShare(ListenerPool pool, ConsumerGroup group, int concurrency) {
        this.pool = pool;
        this.group = group;
        this.concurrency = concurrency;
    }

    @Override
    public synchronized void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the listener threads of group '" + group + "' are closed");
        }
        if (!joined) {
            joined = true;
            pool.allow(concurrency);
        }
        tasks.add(task);
        try {
            next(pool::execute);
        } catch (RejectedExecutionException e) {
            tasks.remove(task);
            throw e;
        }
    }

    /** More or fewer tasks may run at once from now on; those that run go on. */
    synchronized void concurrency(int tasksAtOnce) {
        if (joined && !closed) {
            pool.allow(tasksAtOnce - concurrency);
        }
        concurrency = tasksAtOnce;
        try {
            next(pool::execute);
        } catch (RejectedExecutionException e) {
            // The pool is closed: the tasks that run bring the waiting ones along.
        }
    }

    /** Takes no more tasks; those it took are still run. */
    @Override
    public synchronized void close() {
        if (!closed && joined) {
            pool.allow(-concurrency);
        }
        closed = true;
    }

    private void next(Executor to) {
        if (!waiting && running < concurrency && !tasks.isEmpty()) {
            to.execute(this::runOne);
            waiting = true;
        }
    }

    private void runOne() {
        Runnable task = started();
        Thread thread = Thread.currentThread();
        String name = thread.getName();
        thread.setName(name.replace("listener", group.name()));
        try {
            task.run();
        } finally {
            thread.setName(name);
            ended();
        }
    }

    private synchronized Runnable started() {
        waiting = false;
        running++;
        Runnable task = tasks.remove();
        next(pool::goOn);
        return task;
    }

    private synchronized void ended() {
        running--;
        next(pool::goOn);
    }
}
