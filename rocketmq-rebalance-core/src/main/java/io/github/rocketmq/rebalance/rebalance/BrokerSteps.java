package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.rebalance.BrokerState.Standing;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The brokers' part of a {@link Step}: when a lock may be asked for.
 *
 * <p>Two rules. A lock is asked for only where this member's heartbeat was confirmed lately, so that whoever holds a lock
 * is listed there. And a broker whose lock table may be empty after a restart leaves its queues to those who had them for a
 * while: they ask at once, others wait.
 */
final class BrokerSteps {

    /** Between two heartbeats out of turn to a broker that does not confirm them. */
    private static final long HEARTBEAT_RETRY = 1000;

    private final Step step;
    private final SortedMap<String, BrokerState> before;
    private final SortedMap<String, BrokerState> brokers;

    BrokerSteps(Step step, SortedMap<String, BrokerState> before) {
        this.step = step;
        this.before = before;
        this.brokers = new TreeMap<>(before);
    }

    SortedMap<String, BrokerState> result() {
        return brokers.equals(before) ? before : brokers;
    }

    void acknowledged(String name) {
        BrokerState acknowledged = state(name).acknowledged(step.now());
        brokers.put(
                name,
                acknowledged.standing() instanceof Standing.Replaced
                        ? acknowledged.with(settling(step.now() + policy().settleTime()))
                        : acknowledged);
    }

    void lost(String name) {
        brokers.put(name, state(name).gone(new Standing.Lost(OptionalLong.empty())));
    }

    void replaced(String name) {
        brokers.put(name, state(name).gone(new Standing.Replaced()));
    }

    void lockless(String name, String reason) {
        brokers.put(name, state(name).with(new Standing.Lockless(reason)));
    }

    /**
     * The broker said how long it has been up, or does not say.
     */
    void aged(String name, OptionalLong uptime) {
        BrokerState state = state(name);
        long settleTime = policy().settleTime();
        if (state.standing() instanceof Standing.Unmet) {
            // Who meets a broker for the first time and cannot learn its age takes it for an old one.
            brokers.put(name, state.with(settling(step.now() + settleTime - uptime.orElse(settleTime))));
        } else if (state.standing() instanceof Standing.Lost lost
                && lost.askedAt().isPresent()) {
            brokers.put(name, state.with(settling(step.now() + settleTime - uptime.orElse(0))));
        }
    }

    boolean isLockless(String name) {
        return state(name).isLockless();
    }

    /** From when on members that did not have a queue there may ask for its lock; {@link Long#MAX_VALUE} if not known. */
    long newcomersFrom(String name) {
        BrokerState state = state(name);
        if (state.isLockless()) {
            return Long.MIN_VALUE;
        }
        if (!isListed(state)) {
            return Long.MAX_VALUE;
        }
        if (state.standing() instanceof Standing.Settling settling) {
            return settling.until();
        }
        return state.standing() instanceof Standing.Settled ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** From when on members that have a queue there may ask for its lock again; {@link Long#MAX_VALUE} if not known. */
    long incumbentsFrom(String name) {
        return isListed(state(name)) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** Whether no member may come back to the broker that nobody expects any more. */
    boolean isSettled(String name) {
        Standing standing = state(name).standing();
        return standing instanceof Standing.Settled
                || (standing instanceof Standing.Settling settling && settling.until() <= step.now());
    }

    /** Finds out about brokers where locks are wanted. */
    void settle(Set<String> wanted) {
        for (String name : wanted) {
            BrokerState state = state(name);
            if (!isListed(state) && heartbeatDueAt(state) <= step.now()) {
                step.perform(new Action.SendHeartbeatTo(name));
                state = state.heartbeatAsked(step.now());
                brokers.put(name, state);
            }
            askAge(name, state);
        }
    }

    /** When one of these brokers needs attention; {@link Long#MAX_VALUE} if none does. */
    long dueAt(Set<String> wanted) {
        return wanted.stream().mapToLong(name -> dueAt(state(name))).min().orElse(Long.MAX_VALUE);
    }

    private void askAge(String name, BrokerState state) {
        if (state.standing() instanceof Standing.Unmet unmet) {
            if (policy().settleTime() == 0) {
                brokers.put(name, state.with(new Standing.Settled()));
            } else if (unmet.askedAt().isEmpty()) {
                brokers.put(name, state.with(new Standing.Unmet(OptionalLong.of(step.now()))));
                step.perform(new Action.AskUptime(name, policy().settleTime()));
            } else if (ageDueAt(unmet.askedAt()) <= step.now()) {
                aged(name, OptionalLong.empty());
            }
        } else if (state.standing() instanceof Standing.Lost lost && isListed(state)) {
            if (lost.askedAt().isEmpty()) {
                brokers.put(name, state.with(new Standing.Lost(OptionalLong.of(step.now()))));
                step.perform(new Action.AskUptime(name, 0));
            } else if (ageDueAt(lost.askedAt()) <= step.now()) {
                aged(name, OptionalLong.empty());
            }
        }
    }

    private long dueAt(BrokerState state) {
        long heartbeat = isListed(state) ? Long.MAX_VALUE : heartbeatDueAt(state);
        if (state.standing() instanceof Standing.Unmet unmet) {
            return Math.min(heartbeat, ageDueAt(unmet.askedAt()));
        }
        if (state.standing() instanceof Standing.Lost lost && isListed(state)) {
            return ageDueAt(lost.askedAt());
        }
        return heartbeat;
    }

    private long ageDueAt(OptionalLong askedAt) {
        return askedAt.isPresent() ? askedAt.getAsLong() + step.policy().answerTimeout() : step.now();
    }

    private static long heartbeatDueAt(BrokerState state) {
        OptionalLong askedAt = state.heartbeatAskedAt();
        return askedAt.isPresent() ? askedAt.getAsLong() + HEARTBEAT_RETRY : Long.MIN_VALUE;
    }

    private boolean isListed(BrokerState state) {
        long freshness = policy().heartbeatFreshness();
        return freshness == Long.MAX_VALUE
                || (state.acknowledgedAt().isPresent()
                        && step.now() - state.acknowledgedAt().getAsLong() <= freshness);
    }

    private Standing settling(long until) {
        return until <= step.now() ? new Standing.Settled() : new Standing.Settling(until);
    }

    private BrokerState state(String name) {
        return brokers.getOrDefault(name, BrokerState.NEW);
    }

    private LockPolicy policy() {
        return step.policy().locks().orElse(LockPolicy.ORDERLY);
    }
}
