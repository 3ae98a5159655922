package io.github.rocketmq.rebalance.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hand-overs between the loop (the test's thread) and real workers. A lost wake-up fails a wait of 5 s. */
@Timeout(60)
class ProcessQueueThreadTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);
    private static final long NOW = 1_000;
    private static final long LEASE = NOW + 1;

    /** Ends a test early on a busy machine, on which spinning threads take turns. */
    private final long enough = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_000);

    private final Semaphore told = new Semaphore(0);
    private final AtomicInteger spins = new AtomicInteger();

    @ParameterizedTest(name = "{0} at once")
    @ValueSource(ints = {1, 2}) // with one at once no other completion can make good for a lost wake-up
    void losesNoWakeUpOfALoopThatAwaitsRoom(int atOnce) throws InterruptedException {
        int messages = 100_000;
        ProcessQueue queue = new ProcessQueue(QUEUE, 0);
        FlowControl flowControl = new FlowControl(atOnce, Long.MAX_VALUE, 8);
        int[] runs = new int[messages];
        try (Workers workers = new Workers(atOnce, delivery -> {
            assertThat(delivery.tryStart(NOW)).isTrue();
            runs[(int) delivery.offset()]++;
            tellIf(delivery.complete());
        })) {
            while (queue.nextOffset() < messages && timeIsLeft()) {
                if (full(flowControl, queue)) {
                    spin((int) queue.nextOffset() % 499);
                    queue.awaitRoom(flowControl);
                    if (full(flowControl, queue)) {
                        awaitTold("of room at offset " + queue.nextOffset());
                    }
                    continue;
                }
                long offset = queue.nextOffset();
                queue.admit(StubMessage.at(QUEUE, offset), offset + 1);
                workers.giveAll(queue);
            }
            FlowControl one = new FlowControl(1, 1, 1);
            while (full(one, queue)) {
                queue.awaitRoom(one);
                if (full(one, queue)) {
                    awaitTold("of the last message");
                }
            }
            workers.rethrow();
        }

        int admitted = (int) queue.nextOffset();
        assertThat(queue.committableOffset()).isEqualTo(admitted);
        assertThat(queue.running()).isZero();
        assertThat(queue.cachedBytes()).isZero();
        assertThat(Arrays.copyOf(runs, admitted)).containsOnly(1);
    }

    @Test
    void startsNothingOnceARevokedQueueIsDrainedAndTellsOfItOnce() throws InterruptedException {
        int rounds = 6_000;
        AtomicInteger running = new AtomicInteger();
        AtomicInteger gone = new AtomicInteger();
        AtomicReference<@Nullable ProcessQueue> drained = new AtomicReference<>();
        try (Workers workers = new Workers(2, delivery -> {
            if (delivery.tryStart(NOW)) {
                running.incrementAndGet();
                assertThat(drained.get()).isNotSameAs(delivery.queue());
                running.decrementAndGet();
                tellIf((delivery.offset() & 7) == 7 ? delivery.abandon() : delivery.complete());
            }
            gone.incrementAndGet();
        })) {
            for (int round = 0; round < rounds && timeIsLeft(); round++) {
                ProcessQueue queue = new ProcessQueue(QUEUE, 0);
                int messages = 1 + round % 16;
                gone.set(0);
                queue.admit(StubMessage.at(QUEUE, LongStream.range(0, messages).toArray()), messages);
                workers.giveAll(queue);
                spin(round % 3_001);

                queue.revoke();
                boolean awaited = !queue.drained();
                spinUntil(queue::drained, "drained");
                long committable = queue.committableOffset();
                drained.set(queue);
                assertThat(running).hasValue(0);
                if (awaited) {
                    awaitTold("that round " + round + " is drained");
                }

                spinUntil(() -> gone.get() == messages, "all are gone");
                assertThat(queue.committableOffset()).isEqualTo(committable);
                assertThat(queue.drained()).isTrue();
                assertThat(told.drainPermits())
                        .as("told again in round %d", round)
                        .isLessThanOrEqualTo(awaited ? 0 : 1);
                workers.rethrow();
            }
        }
    }

    @Test
    void losesNoDeliveryThatIsRefusedWhileTheLeaseIsRenewed() throws InterruptedException {
        int rounds = 200_000;
        AtomicInteger completed = new AtomicInteger();
        try (Workers workers = new Workers(1, delivery -> {
            if (delivery.tryStart(NOW)) {
                delivery.complete();
                completed.incrementAndGet();
            }
        })) {
            for (int round = 0; round < rounds && timeIsLeft(); round++) {
                ProcessQueue queue = new ProcessQueue(QUEUE, 0);
                completed.set(0);
                queue.admit(StubMessage.at(QUEUE, 0), 1);
                queue.startableUntil(round % 2 == 0 ? ProcessQueue.NEVER : NOW);
                workers.giveAll(queue);
                spin(round % 499);

                queue.startableUntil(LEASE);
                workers.giveAll(queue);

                spinUntil(() -> completed.get() == 1, "completed");
                assertThat(queue.committableOffset()).isEqualTo(1);
                workers.rethrow();
            }
        }
    }

    private static boolean full(FlowControl flowControl, ProcessQueue queue) {
        return flowControl.decide(queue) instanceof FlowControl.Decision.Wait;
    }

    private boolean timeIsLeft() {
        return System.nanoTime() - enough < 0;
    }

    private void tellIf(boolean tell) {
        if (tell) {
            told.release();
        }
    }

    private void awaitTold(String what) throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            if (told.tryAcquire()) {
                return;
            }
            Thread.onSpinWait();
        }
        assertThat(told.tryAcquire(5, TimeUnit.SECONDS)).as("told " + what).isTrue();
    }

    /** Passes a few nanoseconds at a time, to meet the workers at every point of what they do. */
    private void spin(int times) {
        for (int i = 0; i < times; i++) {
            spins.setRelease(i);
        }
    }

    private static void spinUntil(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            Thread.onSpinWait();
        }
    }

    /** Threads that do the same with each delivery they are given, and keep the first error. */
    private static final class Workers implements AutoCloseable {

        private final Queue<Delivery> given = new ConcurrentLinkedQueue<>();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private volatile boolean closed;

        Workers(int count, Consumer<Delivery> work) {
            for (int i = 0; i < count; i++) {
                new Thread(() -> run(work), "worker-" + i).start();
            }
        }

        void giveAll(ProcessQueue queue) {
            for (Delivery delivery = queue.take(); delivery != null; delivery = queue.take()) {
                given.add(delivery);
            }
        }

        void rethrow() {
            assertThat(failure.get()).isNull();
        }

        private void run(Consumer<Delivery> work) {
            while (!closed) {
                Delivery delivery = given.poll();
                if (delivery == null) {
                    Thread.onSpinWait();
                    continue;
                }
                try {
                    work.accept(delivery);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
