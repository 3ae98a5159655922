package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.rebalance.ConvergencePolicy;
import io.github.rocketmq.rebalance.rebalance.LockPolicy;
import io.github.rocketmq.rebalance.rebalance.RebalancePolicy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A fault that is built into every member of a group on purpose. A simulator that does not find it proves nothing.
 *
 * <p>Where a time of the policy is what a rule hangs on, the fault is another time; where the rule is one of order, it is in
 * the wire. Both leave the rest of the product as it is.
 *
 * @param name the invariant that it breaks
 * @param policy what it does to the machine's times
 * @param wire what it does between the machine and the network
 * @param scenario the class that is to find it
 * @param oracles the letters of the oracles that are to find it; what others say may have other reasons
 */
record Mutant(String name, UnaryOperator<RebalancePolicy> policy, Wire wire, String scenario, String oracles) {

    /** What becomes of requests before they leave a process. */
    enum Wire {
        SOUND,
        /** A renewal counts as granted when it is sent, so the next request about the lock may overtake it. */
        RENEWALS_TRUSTED,
        /** An unlock counts as answered when it is sent, as if one-way. */
        UNLOCKS_TRUSTED,
        /** All lists of members come from one and the same broker, as if what one says held for all. */
        ONE_LIST
    }

    private static final long ENDLESS = 1_000_000_000;

    /** None: the product as it is. */
    static final Mutant NONE = new Mutant("none", policy -> policy, Wire.SOUND, "", "");

    static final List<Mutant> ALL = List.of(
            ofLocks("I1", locks -> locks.lease(ENDLESS), "partition", "cd"),
            ofLocks("I5", locks -> locks.commitLife(0), "planned-lossy", "b"),
            // A renewal that arrives after the unlock leaves a lock that nobody has.
            onWire("I6", Wire.RENEWALS_TRUSTED, "planned-bursts", "cf"),
            ofLocks("I7", locks -> locks.uncertainPause(0), "planned-bursts", "cf"),
            ofLocks("I8", locks -> locks.settleTime(0), "broker-restart-clean", "bc"),
            // A member commits again on its own whenever its commit may arrive late; a dead one cannot.
            new Mutant("I9", Mutant::withoutCommittingAgain, Wire.SOUND, "kill-late", "bh"),
            // Who is gone from one broker only is alive, and has its queues at the others.
            onWire("I11", Wire.ONE_LIST, "partition", "c"),
            ofLocks("no-reaping", locks -> locks.reapAfter(OptionalLong.empty()), "kill-lulls", "f"),
            // All connections break, no heartbeat gets through, but the renewals do.
            ofLocks("I13", locks -> locks.heartbeatFreshness(Long.MAX_VALUE), "reset-leaky", "c"),
            new Mutant("no-lock", policy -> with(policy, Optional.empty()), Wire.SOUND, "planned-joins-leaves", "bc"),
            new Mutant("no-drain", Mutant::withoutDrain, Wire.SOUND, "planned-joins-leaves", "bc"),
            onWire("late-unlock", Wire.UNLOCKS_TRUSTED, "planned-bursts", "cf"));

    /** What one of this mutant's oracles said of a run; empty if none of them said anything. */
    Optional<String> evidence(Run.Result result) {
        return result.violations().stream()
                .filter(violation -> oracles.indexOf(violation.charAt(1)) >= 0)
                .findFirst();
    }

    static Mutant named(String name) {
        return ALL.stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant is named '" + name + "'; there are "
                        + ALL.stream().map(Mutant::name).toList()));
    }

    private static Mutant onWire(String name, Wire wire, String scenario, String oracles) {
        return new Mutant(name, policy -> policy, wire, scenario, oracles);
    }

    private static Mutant ofLocks(String name, UnaryOperator<Times> change, String scenario, String oracles) {
        return new Mutant(
                name,
                policy -> with(policy, policy.locks().map(locks -> change.apply(new Times(locks))
                        .policy())),
                Wire.SOUND,
                scenario,
                oracles);
    }

    private static RebalancePolicy with(RebalancePolicy policy, Optional<LockPolicy> locks) {
        return new RebalancePolicy(
                policy.interval(),
                policy.minInterval(),
                policy.retryInterval(),
                policy.answerTimeout(),
                policy.drainTimeout(),
                policy.commitTimeout(),
                locks,
                policy.convergence());
    }

    private static RebalancePolicy withoutDrain(RebalancePolicy policy) {
        return new RebalancePolicy(
                policy.interval(),
                policy.minInterval(),
                policy.retryInterval(),
                policy.answerTimeout(),
                0,
                policy.commitTimeout(),
                policy.locks(),
                policy.convergence());
    }

    private static RebalancePolicy withoutCommittingAgain(RebalancePolicy policy) {
        ConvergencePolicy convergence = policy.convergence();
        return new RebalancePolicy(
                policy.interval(),
                policy.minInterval(),
                policy.retryInterval(),
                policy.answerTimeout(),
                policy.drainTimeout(),
                policy.commitTimeout(),
                policy.locks(),
                new ConvergencePolicy(
                        convergence.shortestDelay(),
                        convergence.shortestWindow(),
                        convergence.longestWindow(),
                        convergence.followUp(),
                        convergence.longestInterval(),
                        convergence.jitterPercent(),
                        Long.MAX_VALUE));
    }

    /** A policy of locks in which one time is another. */
    private record Times(LockPolicy policy) {

        Times lease(long changed) {
            return times(
                    changed,
                    policy.uncertainPause(),
                    policy.commitLife(),
                    policy.settleTime(),
                    policy.heartbeatFreshness(),
                    policy.reapAfter());
        }

        Times uncertainPause(long changed) {
            return times(
                    policy.lease(),
                    changed,
                    policy.commitLife(),
                    policy.settleTime(),
                    policy.heartbeatFreshness(),
                    policy.reapAfter());
        }

        Times commitLife(long changed) {
            return times(
                    policy.lease(),
                    policy.uncertainPause(),
                    changed,
                    policy.settleTime(),
                    policy.heartbeatFreshness(),
                    policy.reapAfter());
        }

        Times settleTime(long changed) {
            return times(
                    policy.lease(),
                    policy.uncertainPause(),
                    policy.commitLife(),
                    changed,
                    policy.heartbeatFreshness(),
                    policy.reapAfter());
        }

        Times heartbeatFreshness(long changed) {
            return times(
                    policy.lease(),
                    policy.uncertainPause(),
                    policy.commitLife(),
                    policy.settleTime(),
                    changed,
                    policy.reapAfter());
        }

        Times reapAfter(OptionalLong changed) {
            return times(
                    policy.lease(),
                    policy.uncertainPause(),
                    policy.commitLife(),
                    policy.settleTime(),
                    policy.heartbeatFreshness(),
                    changed);
        }

        private Times times(
                long lease, long uncertain, long commitLife, long settle, long freshness, OptionalLong reap) {
            return new Times(new LockPolicy(
                    policy.need(),
                    lease,
                    policy.brokerLife(),
                    policy.renewInterval(),
                    policy.firstRetry(),
                    policy.longestRetry(),
                    uncertain,
                    commitLife,
                    settle,
                    freshness,
                    reap,
                    policy.fallbackDelay()));
        }
    }
}
