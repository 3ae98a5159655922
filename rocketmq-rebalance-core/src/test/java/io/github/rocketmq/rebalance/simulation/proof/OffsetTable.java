package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.HashMap;
import java.util.Map;

/** A broker's offsets: any value from anybody, on disk every five seconds, at the slave every ten. */
final class OffsetTable {

    static final long NONE = -1;

    static final long FLUSH_INTERVAL = 5_000_000;
    private static final int FLUSHES_PER_SLAVE_COPY = 2;
    static final long SLAVE_INTERVAL = FLUSHES_PER_SLAVE_COPY * FLUSH_INTERVAL;

    private final Timeline timeline;
    private final Map<MessageQueue, Long> memory = new HashMap<>();
    private final Map<MessageQueue, Long> disk = new HashMap<>();
    private final Map<MessageQueue, Long> slave = new HashMap<>();
    private int flushes;

    OffsetTable(Timeline timeline) {
        this.timeline = timeline;
    }

    void start() {
        timeline.after(FLUSH_INTERVAL, this::flushRegularly);
    }

    long get(MessageQueue queue) {
        return memory.getOrDefault(queue, NONE);
    }

    /** What the disk has, for whoever comes back after a crash. */
    long flushed(MessageQueue queue) {
        return disk.getOrDefault(queue, NONE);
    }

    void put(MessageQueue queue, long offset) {
        memory.put(queue, offset);
    }

    void flush() {
        copy(memory, disk);
    }

    void load() {
        copy(disk, memory);
    }

    void loadFromSlave() {
        copy(slave, memory);
        copy(slave, disk);
    }

    private void flushRegularly() {
        flush();
        if (++flushes % FLUSHES_PER_SLAVE_COPY == 0) {
            copy(memory, slave);
        }
        timeline.after(FLUSH_INTERVAL, this::flushRegularly);
    }

    private static void copy(Map<MessageQueue, Long> from, Map<MessageQueue, Long> to) {
        to.clear();
        to.putAll(from);
    }
}
