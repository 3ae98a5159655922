package io.github.rocketmq.rebalance.simulation.proof;

import java.util.BitSet;
import java.util.List;

/** Every message's life: how often a listener started with it, whether one was done with it, who runs what. */
final class Ledger {

    private final World world;
    private final OfQueue[] queues;
    private long deliveries;
    private long duplicates;
    private long overlaps;
    private long excusedOverlaps;

    private static final class OfQueue {
        final int[] starts;
        /** When each was started last, and by whom. */
        final long[] startedAt;

        final int[] startedBy;
        final BitSet done = new BitSet();
        /** How many of its messages each process runs. */
        int[] running = new int[16];

        OfQueue(int length) {
            starts = new int[length];
            startedAt = new long[length];
            startedBy = new int[length];
        }

        int running(int member) {
            return member < running.length ? running[member] : 0;
        }
    }

    Ledger(World world) {
        this.world = world;
        List<QueueLog> logs = world.topics().all();
        queues = new OfQueue[logs.size()];
        for (QueueLog log : logs) {
            queues[log.index()] = new OfQueue(log.length());
        }
    }

    void started(int member, int queue, long offset) {
        deliveries++;
        OfQueue of = queues[queue];
        if (world.isForeign(member)) {
            world.foreigners().touched(queue);
        }
        world.trace().add(Trace.Kind.STARTED, member, queue, offset);
        if (of.starts[(int) offset]++ > 0) {
            duplicates++;
            world.repeated(member, queue, offset, of.startedBy[(int) offset], of.startedAt[(int) offset]);
        }
        of.startedAt[(int) offset] = world.timeline().now();
        of.startedBy[(int) offset] = member;
        for (int other = 0; other < of.running.length; other++) {
            if (other != member && of.running[other] > 0) {
                overlap(member, other, queue, offset);
            }
        }
        if (member >= of.running.length) {
            of.running = java.util.Arrays.copyOf(of.running, 2 * member);
        }
        of.running[member]++;
    }

    private void overlap(int member, int other, int queue, long offset) {
        if (world.isExcused(member) || world.isExcused(other)) {
            excusedOverlaps++;
        } else {
            overlaps++;
            world.overlapping(member, other, queue, offset);
        }
    }

    void ended(int member, int queue, long offset) {
        OfQueue of = queues[queue];
        of.running[member]--;
        of.done.set((int) offset);
        world.trace().add(Trace.Kind.ENDED, member, queue, offset);
    }

    /** Nothing runs any more in a process that died. */
    void died(int member) {
        for (OfQueue queue : queues) {
            if (member < queue.running.length) {
                queue.running[member] = 0;
            }
        }
    }

    void committing(int member, int queue, long offset) {
        int done = queues[queue].done.nextClearBit(0);
        if (offset > done) {
            world.verdict()
                    .violation(
                            'e',
                            world.name(member) + " commits " + offset + " of queue " + queue + ", of which only " + done
                                    + " are done without a gap");
        }
    }

    /** How many messages from this offset on were started, and so may come again if the offset is all that is known. */
    long startedFrom(int queue, long offset) {
        int[] starts = queues[queue].starts;
        long count = 0;
        for (int i = (int) Math.max(0, offset); i < starts.length; i++) {
            if (starts[i] > 0) {
                count++;
            }
        }
        return count;
    }

    boolean runs(int member, int queue) {
        return queues[queue].running(member) > 0;
    }

    long lost() {
        long lost = 0;
        for (OfQueue queue : queues) {
            for (int starts : queue.starts) {
                if (starts == 0) {
                    lost++;
                }
            }
        }
        return lost;
    }

    long deliveries() {
        return deliveries;
    }

    long duplicates() {
        return duplicates;
    }

    long overlaps() {
        return overlaps;
    }

    long excusedOverlaps() {
        return excusedOverlaps;
    }
}
