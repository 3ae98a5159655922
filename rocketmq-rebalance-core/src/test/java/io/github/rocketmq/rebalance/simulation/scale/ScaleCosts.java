package io.github.rocketmq.rebalance.simulation.scale;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How many requests of each kind came, told apart by why. */
final class ScaleCosts {

    /** What members ask of brokers and why, and the one thing that brokers tell members. */
    enum Kind {
        /** Every 30 s to every broker. */
        HEARTBEAT,
        /** To every broker when a member joins, or out of turn. */
        ANNOUNCE,
        /** A list of members because the time for it has come. */
        LIST_POLL,
        /** A list of members because something changed. */
        LIST_NEWS,
        /** A list of members that a survivor asks of every broker. */
        LIST_EVERYWHERE,
        /** Locks that are held, once more. */
        RENEW,
        /** Locks that are wanted, some of which were granted. */
        ACQUIRE,
        /** Locks that are wanted, none of which was granted. */
        REFUSED,
        /** Locks given back. */
        UNLOCK,
        READ_OFFSET,
        /** Every 5 s what changed, every 30 s what did not. */
        COMMIT,
        /** Of a queue that is given up. */
        LAST_COMMIT,
        /** How long a broker has been up. */
        UPTIME,
        UNREGISTER,
        /** That the members changed, from one broker to one member. */
        NOTICE
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    void add(Kind kind, long more) {
        counts.merge(kind, more, Long::sum);
    }

    /** All of these kinds together. */
    long of(Kind... kinds) {
        long sum = 0;
        for (Kind kind : kinds) {
            sum += counts.getOrDefault(kind, 0L);
        }
        return sum;
    }

    long lists() {
        return of(Kind.LIST_POLL, Kind.LIST_NEWS, Kind.LIST_EVERYWHERE);
    }

    long locks() {
        return of(Kind.RENEW, Kind.ACQUIRE, Kind.REFUSED);
    }

    /** What it takes to hand queues over, without the refused requests of those who wait. */
    long handOff() {
        return of(Kind.ACQUIRE, Kind.UNLOCK, Kind.READ_OFFSET, Kind.LAST_COMMIT);
    }

    /** All that a change causes: nothing that would have come anyhow. */
    long caused() {
        return handOff()
                + of(
                        Kind.ANNOUNCE,
                        Kind.LIST_NEWS,
                        Kind.LIST_EVERYWHERE,
                        Kind.REFUSED,
                        Kind.UPTIME,
                        Kind.UNREGISTER,
                        Kind.NOTICE);
    }

    ScaleCosts copy() {
        return combined(new ScaleCosts(), 1);
    }

    ScaleCosts since(ScaleCosts earlier) {
        return combined(earlier, -1);
    }

    ScaleCosts plus(ScaleCosts other) {
        return combined(other, 1);
    }

    /** Every kind that came, divided. */
    String text(double by) {
        StringBuilder text = new StringBuilder();
        for (Kind kind : Kind.values()) {
            if (of(kind) != 0) {
                text.append(String.format(Locale.ROOT, " %s=%.1f", kind, of(kind) / by));
            }
        }
        return text.toString();
    }

    private ScaleCosts combined(ScaleCosts other, int sign) {
        ScaleCosts result = new ScaleCosts();
        for (Kind kind : Kind.values()) {
            result.add(kind, of(kind) + sign * other.of(kind));
        }
        return result;
    }
}
