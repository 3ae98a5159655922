package io.github.rocketmq.rebalance.simulation;

import java.util.EnumMap;
import java.util.Map;

/** How many requests of each kind arrived, answered or not. */
public final class RequestCounts {

    /** What clients ask of brokers, and the one thing that brokers tell clients. */
    public enum Kind {
        HEARTBEAT,
        MEMBER_LIST,
        LOCK,
        UNLOCK,
        READ_OFFSET,
        COMMIT,
        NOTICE
    }

    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    void count(Kind kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    public int of(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** Adds another broker's. */
    public RequestCounts plus(RequestCounts other) {
        return combined(other, 1);
    }

    /** What came since. */
    public RequestCounts since(RequestCounts earlier) {
        return combined(earlier, -1);
    }

    @Override
    public String toString() {
        return counts.toString();
    }

    private RequestCounts combined(RequestCounts other, int sign) {
        RequestCounts result = new RequestCounts();
        for (Kind kind : Kind.values()) {
            result.counts.put(kind, of(kind) + sign * other.of(kind));
        }
        return result;
    }
}
