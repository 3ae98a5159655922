package io.github.rocketmq.rebalance.rebalance;

import java.util.OptionalLong;

/**
 * What this member knows of one broker as the keeper of locks. Times are the loop's milliseconds.
 *
 * @param standing whether its lock table can be relied on
 * @param acknowledgedAt when it last confirmed a heartbeat that names this member, on the connection that is open now
 * @param heartbeatAskedAt when a heartbeat was last asked for out of turn
 */
public record BrokerState(Standing standing, OptionalLong acknowledgedAt, OptionalLong heartbeatAskedAt) {

    /** Never met. */
    static final BrokerState NEW =
            new BrokerState(new Standing.Unmet(OptionalLong.empty()), OptionalLong.empty(), OptionalLong.empty());

    /** Whether a broker's lock table can be relied on: it is empty after a restart, while owners still hold their queues. */
    public sealed interface Standing {

        /**
         * Nothing is known yet.
         *
         * @param askedAt when it was asked how long it has been up
         */
        record Unmet(OptionalLong askedAt) implements Standing {}

        /**
         * The connection closed.
         *
         * @param askedAt when it was asked how long it has been up, after it was back
         */
        record Lost(OptionalLong askedAt) implements Standing {}

        /** Another replica is the master now, whose lock table is empty however long it has been up. */
        record Replaced() implements Standing {}

        /** Those who had its queues come back; others wait. */
        record Settling(long until) implements Standing {}

        /** Whoever has a queue has its lock. */
        record Settled() implements Standing {}

        /** It gives no locks. */
        record Lockless(String reason) implements Standing {}
    }

    BrokerState with(Standing changed) {
        return new BrokerState(changed, acknowledgedAt, heartbeatAskedAt);
    }

    BrokerState acknowledged(long now) {
        return new BrokerState(standing, OptionalLong.of(now), OptionalLong.empty());
    }

    BrokerState heartbeatAsked(long now) {
        return new BrokerState(standing, acknowledgedAt, OptionalLong.of(now));
    }

    /** Who was acknowledged before is unknown to the broker now. */
    BrokerState gone(Standing how) {
        return new BrokerState(how, OptionalLong.empty(), OptionalLong.empty());
    }

    boolean isLockless() {
        return standing instanceof Standing.Lockless;
    }
}
