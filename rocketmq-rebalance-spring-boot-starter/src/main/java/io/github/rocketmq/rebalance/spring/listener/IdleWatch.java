package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.spring.listener.ListenerMonitor.Cancellable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells when one listener has had no message for long, again each time that long passes, and when it has one again. A call
 * that runs is no idleness, however long it takes.
 */
final class IdleWatch implements DeliveryWatch, AutoCloseable {

    private final Duration interval;
    private final Told told;
    private final ListenerMonitor monitor;
    private final InstantSource clock;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean idle = new AtomicBoolean();
    private volatile long lastEnd;
    private volatile Cancellable next = () -> {};
    private volatile boolean closed;

    /** Hears of idleness, on the monitor's thread. */
    interface Told {
        void idle(Duration idleFor);

        void noLongerIdle(Duration idleFor);
    }

    IdleWatch(Duration interval, Told told, ListenerMonitor monitor, InstantSource clock) {
        this.interval = interval;
        this.told = told;
        this.monitor = monitor;
        this.clock = clock;
        this.lastEnd = clock.millis();
        next = monitor.after(interval, this::look);
    }

    @Override
    public void begun() {
        running.incrementAndGet();
        if (idle.get()) {
            wake();
        }
    }

    @Override
    public void ended() {
        lastEnd = clock.millis();
        running.decrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
        next.cancel();
    }

    private void wake() {
        Duration idleFor = idleFor();
        if (idle.compareAndSet(true, false)) {
            monitor.execute(() -> told.noLongerIdle(idleFor));
        }
    }

    private void look() {
        if (closed) {
            return;
        }
        Duration idleFor = idleFor();
        boolean due = running.get() == 0 && idleFor.compareTo(interval) >= 0;
        if (due) {
            told.idle(idleFor);
            idle.set(true);
            if (running.get() > 0 || idleFor().compareTo(idleFor) < 0) {
                // A message came while that was told.
                wake();
            }
        }
        next = monitor.after(due || running.get() > 0 ? interval : interval.minus(idleFor), this::look);
    }

    private Duration idleFor() {
        return Duration.ofMillis(clock.millis() - lastEnd);
    }
}
