package io.github.rocketmq.rebalance.processing;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The deliveries of one window in the order of their offsets. Confined to the loop. */
final class DeliveryRing {

    private static final int FIRST_CAPACITY = 64;
    /** The widest span that options allow, and a few of the largest pulls on top of it. */
    private static final int MAX_CAPACITY = 1 << 17;

    // Sequence numbers of slots, head <= tail; what next() has passed is before cursor.
    private @Nullable Delivery[] slots = new @Nullable Delivery[FIRST_CAPACITY];
    private long head;
    private long cursor;
    private long tail;

    void makeRoomFor(int count, MessageQueue queue) {
        long wanted = tail - head + count;
        if (wanted <= slots.length) {
            return;
        }
        if (wanted > MAX_CAPACITY) {
            throw new IllegalStateException("queue " + queue + " would hold " + wanted
                    + " unconsumed messages, more than any limit allows; pull only when flow control says so");
        }
        int capacity = Integer.highestOneBit((int) wanted - 1) * 2;
        @Nullable Delivery[] larger = new @Nullable Delivery[capacity];
        for (long sequence = head; sequence < tail; sequence++) {
            larger[(int) sequence & (capacity - 1)] = slots[slot(sequence)];
        }
        slots = larger;
    }

    void add(Delivery delivery) {
        slots[slot(tail++)] = delivery;
    }

    /** The oldest that nobody holds, handed out; or null. */
    @Nullable
    Delivery next() {
        cursor = Math.max(cursor, head);
        while (cursor < tail) {
            Delivery delivery = slots[slot(cursor++)];
            if (delivery != null && delivery.handOut()) {
                return delivery;
            }
        }
        return null;
    }

    /** Has {@link #next()} begin anew with the oldest. */
    void rewind() {
        cursor = head;
    }

    /** Has {@link #next()} find nothing of what is here now. */
    void skipAll() {
        cursor = tail;
    }

    /** The oldest that is not completed, or null. */
    @Nullable
    Delivery oldest() {
        while (head < tail) {
            Delivery oldest = slots[slot(head)];
            if (oldest != null && !oldest.completed()) {
                return oldest;
            }
            slots[slot(head)] = null;
            head++;
        }
        return null;
    }

    void forEach(Consumer<Delivery> action) {
        for (long sequence = head; sequence < tail; sequence++) {
            Delivery delivery = slots[slot(sequence)];
            if (delivery != null) {
                action.accept(delivery);
            }
        }
    }

    private int slot(long sequence) {
        return (int) sequence & (slots.length - 1);
    }
}
