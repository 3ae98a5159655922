package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DaemonMonitorTest {

    private final DaemonMonitor monitor = new DaemonMonitor();
    private final Queue<Object> seen = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void runsTasksInTheirOrderOnOneDaemonThread() {
        Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        List<Integer> numbers = IntStream.range(0, 200).boxed().toList();
        numbers.forEach(number -> monitor.execute(() -> {
            seen.add(number);
            threads.add(Thread.currentThread());
        }));

        await().until(() -> seen.size() == 200);
        assertThat(seen).containsExactlyElementsOf(numbers);
        assertThat(threads).allMatch(thread -> thread == threads.element() && thread.isDaemon());
    }

    @Test
    void goesOnAfterATaskThatFails() {
        monitor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        monitor.after(Duration.ofMillis(1), () -> seen.add("later"));

        await().until(() -> seen.contains("later"));
    }

    @Test
    void runsACancelledTaskNever() {
        monitor.after(Duration.ofMillis(50), () -> seen.add("cancelled")).cancel();
        monitor.after(Duration.ofMillis(60), () -> seen.add("kept"));

        await().until(() -> seen.contains("kept"));
        assertThat(seen).containsExactly("kept");
    }

    @Test
    void tellsInTheCallersThreadWhatComesAfterItsEnd() {
        monitor.close();

        monitor.execute(() -> seen.add(Thread.currentThread()));
        monitor.after(Duration.ZERO, () -> seen.add("never"));

        assertThat(seen).containsExactly(Thread.currentThread());
    }
}
