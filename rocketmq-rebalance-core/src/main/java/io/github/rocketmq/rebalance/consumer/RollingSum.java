package io.github.rocketmq.rebalance.consumer;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How many numbers were added within the last while, and their sum. Time is cut into slots; a slot that is written to after
 * its time is over begins anew, so nothing needs to tick. Safe for use by any thread, without locks.
 */
final class RollingSum {

    private final long slotMillis;
    private final int slots;
    private final AtomicReferenceArray<@Nullable Slot> ring;

    /**
     * What was added.
     *
     * @param count how many numbers
     * @param sum of them
     */
    record Total(long count, long sum) {

        /** The mean number; 0 if there is none. */
        double mean() {
            return count == 0 ? 0 : (double) sum / count;
        }
    }

    private static final class Slot {
        final long period;
        final LongAdder count = new LongAdder();
        final LongAdder sum = new LongAdder();

        Slot(long period) {
            this.period = period;
        }
    }

    /**
     * @param slotMillis the length of a slot
     * @param slots this many full slots are remembered, and the one that runs
     */
    RollingSum(long slotMillis, int slots) {
        this.slotMillis = slotMillis;
        this.slots = slots;
        this.ring = new AtomicReferenceArray<>(slots + 1);
    }

    void add(long now, long number) {
        long period = Math.floorDiv(now, slotMillis);
        int index = Math.floorMod(period, ring.length());
        Slot slot = ring.get(index);
        while (slot == null || slot.period < period) {
            Slot fresh = new Slot(period);
            Slot seen = ring.compareAndExchange(index, slot, fresh);
            slot = seen == slot ? fresh : seen;
        }
        slot.count.increment();
        slot.sum.add(number);
    }

    Total total(long now) {
        long oldest = Math.floorDiv(now, slotMillis) - slots;
        long count = 0;
        long sum = 0;
        for (int i = 0; i < ring.length(); i++) {
            Slot slot = ring.get(i);
            if (slot != null && slot.period >= oldest) {
                count += slot.count.sum();
                sum += slot.sum.sum();
            }
        }
        return new Total(count, sum);
    }

    /** How long a time {@link #total} covers. */
    long coveredMillis(long now) {
        return slots * slotMillis + Math.floorMod(now, slotMillis);
    }
}
