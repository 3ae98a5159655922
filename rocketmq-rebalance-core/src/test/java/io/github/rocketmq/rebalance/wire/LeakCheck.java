package io.github.rocketmq.rebalance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that loses a buffer. Netty watches every buffer while the class runs, and tells of those that the
 * garbage collector finds unreleased. So that silence proves something, a buffer is lost on purpose at the end, and the
 * collector runs until that one is told of. Netty tells of each place that loses buffers once a JVM, so one class fails for
 * all that go through it.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TOLD_LATER = 5;
    private static final AtomicInteger CANARIES = new AtomicInteger();

    private final List<String> leaks = new CopyOnWriteArrayList<>();
    private Level before = Level.SIMPLE;

    @Override
    public void beforeAll(ExtensionContext context) {
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        try {
            String canary = "canary " + CANARIES.incrementAndGet();
            lose(canary);
            awaitReport(canary);
            assertThat(leaks)
                    // Embedded brokers of other test classes may still run in this JVM.
                    .filteredOn(leak -> !leak.contains(canary) && !leak.contains("org.apache.rocketmq"))
                    .as("buffers that %s never released", context.getDisplayName())
                    .isEmpty();
        } finally {
            ResourceLeakDetector.setLevel(before);
            ByteBufUtil.setLeakListener(null);
        }
    }

    private void awaitReport(String canary) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int more = 0;
        // What was lost earlier is told of by the same collection, or by one soon after.
        while (more < TOLD_LATER) {
            assertThat(System.nanoTime()).as("Netty tells of a lost buffer").isLessThan(deadline);
            System.gc();
            // Detectors look at what was collected when they begin to watch another buffer.
            ByteBufAllocator.DEFAULT.buffer(1).release();
            if (leaks.stream().anyMatch(leak -> leak.contains(canary))) {
                more++;
            }
        }
    }

    private static void lose(String name) {
        ByteBuf lost = ByteBufAllocator.DEFAULT.buffer(1);
        lost.touch(name);
    }
}
