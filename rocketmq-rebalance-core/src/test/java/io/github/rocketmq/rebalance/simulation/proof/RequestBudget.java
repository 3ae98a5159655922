package io.github.rocketmq.rebalance.simulation.proof;

import java.util.EnumMap;
import java.util.Map;

/** Counts what the group asks of brokers. */
final class RequestBudget {

    /** Kinds of requests that grow with a group. */
    enum Kind {
        ROUTE,
        LIST,
        HEARTBEAT,
        LOCK,
        UNLOCK,
        COMMIT
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    void count(Kind kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    long of(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }
}
