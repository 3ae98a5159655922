package io.github.rocketmq.rebalance.simulation.proof;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What happened, as one number that tells two runs apart, and on demand as lines to read. */
final class Trace {

    /** What a line tells of. */
    enum Kind {
        JOINS,
        LEAVES,
        LEFT,
        DIES,
        HOST_DIES,
        STOPS,
        GOES_ON,
        RESET,
        CUT,
        HEALED,
        BROKER_STOPS,
        BROKER_CRASHES,
        BROKER_STARTS,
        SLAVE_PROMOTED,
        ASSIGNED,
        REVOKED,
        STARTED,
        ENDED,
        COMMIT_SENT,
        COMMITTED,
        OFFSET_READ,
        LOCKED,
        LOCK_REFUSED,
        UNLOCK_SENT,
        UNLOCKED,
        VIOLATION,
        BALANCED
    }

    private final Timeline timeline;
    private final int kept;
    private final Deque<String> lines = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;

    /**
     * @param kept how many lines are kept for people, the last ones
     */
    Trace(Timeline timeline, int kept) {
        this.timeline = timeline;
        this.kept = kept;
    }

    /**
     * @param member a process's number, or -1
     * @param queue a queue's number, or -1
     * @param value an offset or a broker's number
     */
    void add(Kind kind, int member, int queue, long value) {
        mix(timeline.now());
        mix(((long) kind.name().hashCode() << 40) | ((member + 1L) << 24) | (queue + 1L));
        mix(value);
        if (kept > 0) {
            line(String.format(
                    Locale.ROOT,
                    "%s%s%s %d",
                    kind,
                    member < 0 ? "" : " m" + member,
                    queue < 0 ? "" : " q" + queue,
                    value));
        }
    }

    void note(String text) {
        if (kept > 0) {
            line(text);
        }
    }

    boolean isKept() {
        return kept > 0;
    }

    long hash() {
        return hash;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private void line(String text) {
        if (lines.size() == kept) {
            lines.removeFirst();
        }
        lines.add(String.format(Locale.ROOT, "%11.6f %s", timeline.now() / 1e6, text));
    }

    private void mix(long value) {
        long z = (hash ^ value) * 0x9E3779B97F4A7C15L;
        hash = z ^ (z >>> 29);
    }
}
