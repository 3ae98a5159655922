package io.github.rocketmq.rebalance.simulation.proof;

import java.util.Arrays;

/** All that is going to happen in a run, ordered by virtual time in microseconds and then by arrival. */
final class Timeline {

    /** Something that is going to happen. */
    static final class Entry {
        private final long time;
        private final long number;
        private final Runnable body;
        private boolean cancelled;

        private Entry(long time, long number, Runnable body) {
            this.time = time;
            this.number = number;
            this.body = body;
        }

        void cancel() {
            cancelled = true;
        }

        private boolean before(Entry other) {
            return time != other.time ? time < other.time : number < other.number;
        }
    }

    private Entry[] heap = new Entry[1024];
    private int size;
    private long now;
    private long lastNumber;

    /** Microseconds since the run began. */
    long now() {
        return now;
    }

    /** Has something happen at a time, or now if that is over. */
    Entry at(long time, Runnable body) {
        Entry entry = new Entry(Math.max(now, time), ++lastNumber, body);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!entry.before(heap[parent])) {
                break;
            }
            heap[hole] = heap[parent];
            hole = parent;
        }
        heap[hole] = entry;
        return entry;
    }

    Entry after(long delay, Runnable body) {
        return at(now + delay, body);
    }

    void runUntil(long end) {
        while (size > 0 && heap[0].time <= end) {
            Entry next = removeFirst();
            if (!next.cancelled) {
                now = next.time;
                next.body.run();
            }
        }
        now = end;
    }

    @SuppressWarnings("NullAway") // the hole at the end is never read
    private Entry removeFirst() {
        Entry first = heap[0];
        Entry last = heap[--size];
        heap[size] = null;
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(last)) {
                break;
            }
            heap[hole] = heap[child];
            hole = child;
        }
        if (size > 0) {
            heap[hole] = last;
        }
        return first;
    }
}
