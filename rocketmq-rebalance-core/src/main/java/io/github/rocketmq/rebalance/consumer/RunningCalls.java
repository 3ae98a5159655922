package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The calls of a listener that run now, also those whose messages were given back because they take too long. Calls beyond the
 * number of slots are not seen. Safe for use by any thread, without locks and without allocating anything.
 */
final class RunningCalls {

    /** No slot was free. */
    static final int UNSEEN = -1;

    private static final long FREE = Long.MIN_VALUE;
    private static final long TAKEN = Long.MIN_VALUE + 1;

    /** Slots are that far apart, so that workers do not write to the same line of the cache. */
    private static final int STRIDE = 8;

    private static final int FEWEST = 32;
    private static final int MOST = 1024;

    private final int slots;
    private final AtomicLongArray startedAt;
    private final AtomicReferenceArray<MessageQueue> queues;
    private final LongSupplier nanos;

    /**
     * @param concurrency calls that may run at once
     * @param nanos the clock that {@link #begin} is told
     */
    RunningCalls(int concurrency, LongSupplier nanos) {
        this.slots = Math.max(FEWEST, Math.min(MOST, concurrency));
        this.startedAt = new AtomicLongArray(slots * STRIDE);
        this.queues = new AtomicReferenceArray<>(slots);
        this.nanos = nanos;
        for (int slot = 0; slot < slots; slot++) {
            startedAt.set(slot * STRIDE, FREE);
        }
    }

    /** A call begins; says under which number it ends, or {@link #UNSEEN}. */
    int begin(MessageQueue queue, long now) {
        int first = (int) (Thread.currentThread().getId() % slots);
        for (int i = 0; i < slots; i++) {
            int slot = (first + i) % slots;
            if (startedAt.get(slot * STRIDE) == FREE && startedAt.compareAndSet(slot * STRIDE, FREE, TAKEN)) {
                queues.set(slot, queue);
                startedAt.set(slot * STRIDE, Math.max(now, TAKEN + 1));
                return slot;
            }
        }
        return UNSEEN;
    }

    void end(int slot) {
        if (slot != UNSEEN) {
            startedAt.set(slot * STRIDE, FREE);
        }
    }

    /** Since when the call runs that has run longest; empty if none does. */
    Optional<Instant> since(LoopTime time) {
        return since(time, longest(queue -> true));
    }

    /** The same of the calls with messages of one queue. */
    Optional<Instant> since(LoopTime time, MessageQueue queue) {
        return since(time, longest(queue::equals));
    }

    private static Optional<Instant> since(LoopTime time, long longest) {
        return longest < 0
                ? Optional.empty()
                : Optional.of(time.at(time.millis() - TimeUnit.NANOSECONDS.toMillis(longest)));
    }

    /** In nanoseconds; negative if none runs. */
    private long longest(Predicate<MessageQueue> wanted) {
        long now = nanos.getAsLong();
        long longest = -1;
        for (int slot = 0; slot < slots; slot++) {
            long started = startedAt.get(slot * STRIDE);
            if (started > TAKEN) {
                MessageQueue queue = queues.get(slot);
                // A slot that was taken anew meanwhile says nothing of the call that was there.
                if (startedAt.get(slot * STRIDE) == started && wanted.test(queue)) {
                    longest = Math.max(longest, Math.max(0, now - started));
                }
            }
        }
        return longest;
    }
}
