package io.github.rocketmq.rebalance.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;

/** A monitor whose time and thread are the test's. */
final class VirtualMonitor implements ListenerMonitor {

    private final Queue<Runnable> handedOver = new ArrayDeque<>();
    private final List<Due> later = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-31T08:00:00Z");

    private record Due(Instant at, Runnable task) {}

    InstantSource clock() {
        return () -> now;
    }

    /** Runs what was handed over. */
    void run() {
        for (Runnable task = handedOver.poll(); task != null; task = handedOver.poll()) {
            task.run();
        }
    }

    /** Lets time go by, and runs what is due meanwhile, in order. */
    void advance(Duration time) {
        Instant end = now.plus(time);
        run();
        while (true) {
            Due next = later.stream()
                    .filter(due -> !due.at().isAfter(end))
                    .min(Comparator.comparing(Due::at))
                    .orElse(null);
            if (next == null) {
                break;
            }
            later.remove(next);
            now = next.at();
            next.task().run();
            run();
        }
        now = end;
    }

    /** How many tasks wait for their time. */
    int waiting() {
        return later.size();
    }

    @Override
    public void execute(Runnable task) {
        handedOver.add(task);
    }

    @Override
    public Cancellable after(Duration delay, Runnable task) {
        Due due = new Due(now.plus(delay), task);
        later.add(due);
        return () -> later.remove(due);
    }

    @Override
    public boolean isCurrentThread() {
        return false;
    }

    @Override
    public void close() {}
}
