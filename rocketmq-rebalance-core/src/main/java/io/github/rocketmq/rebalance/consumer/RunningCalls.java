package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The calls of a listener that run now, also those whose messages were given back because they take too long. Calls beyond the
 * number of slots are not seen. Safe for use by any thread, without locks; a call allocates nothing.
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

    /** Grows by whole blocks, so that a slot keeps its number. */
    private volatile List<Block> blocks;

    private final LongSupplier nanos;

    private static final class Block {

        private final int first;
        private final int slots;
        private final AtomicLongArray startedAt;
        private final AtomicReferenceArray<MessageQueue> queues;

        /**
         * @param first the number of its first slot
         */
        Block(int first, int slots) {
            this.first = first;
            this.slots = slots;
            this.startedAt = new AtomicLongArray(slots * STRIDE);
            this.queues = new AtomicReferenceArray<>(slots);
            for (int slot = 0; slot < slots; slot++) {
                startedAt.set(slot * STRIDE, FREE);
            }
        }

        int end() {
            return first + slots;
        }

        int begin(MessageQueue queue, long now) {
            int preferred = (int) (Thread.currentThread().getId() % slots);
            for (int i = 0; i < slots; i++) {
                int slot = (preferred + i) % slots;
                if (startedAt.get(slot * STRIDE) == FREE && startedAt.compareAndSet(slot * STRIDE, FREE, TAKEN)) {
                    queues.set(slot, queue);
                    startedAt.set(slot * STRIDE, Math.max(now, TAKEN + 1));
                    return first + slot;
                }
            }
            return UNSEEN;
        }

        /** In nanoseconds; negative if none runs. */
        long longest(Predicate<MessageQueue> wanted, long now) {
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

    /**
     * @param concurrency calls that may run at once
     * @param nanos the clock that {@link #begin} is told
     */
    RunningCalls(int concurrency, LongSupplier nanos) {
        this.blocks = List.of(new Block(0, Math.max(FEWEST, Math.min(MOST, concurrency))));
        this.nanos = nanos;
    }

    /** More calls may run at once from now on; for fewer, nothing changes. One thread at a time. */
    void makeRoomFor(int concurrency) {
        List<Block> before = blocks;
        int slots = before.get(before.size() - 1).end();
        int missing = Math.min(MOST, concurrency) - slots;
        if (missing > 0) {
            Block more = new Block(slots, Math.max(FEWEST, missing));
            blocks = Stream.concat(before.stream(), Stream.of(more)).toList();
        }
    }

    /** A call begins; says under which number it ends, or {@link #UNSEEN}. */
    int begin(MessageQueue queue, long now) {
        List<Block> all = blocks;
        int slot = UNSEEN;
        for (int i = 0; i < all.size() && slot == UNSEEN; i++) {
            slot = all.get(i).begin(queue, now);
        }
        return slot;
    }

    void end(int slot) {
        if (slot == UNSEEN) {
            return;
        }
        List<Block> all = blocks;
        int i = 0;
        while (slot >= all.get(i).end()) {
            i++;
        }
        Block block = all.get(i);
        block.startedAt.set((slot - block.first) * STRIDE, FREE);
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
        return blocks.stream()
                .mapToLong(block -> block.longest(wanted, now))
                .max()
                .orElse(-1);
    }
}
