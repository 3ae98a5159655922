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
 * @param name the invariant that it breaks
 * @param policy what it does to the machine's times
 * @param wire what it does between the machine and the network
 * @param scenarios the classes that are to find it
 */
record Mutant(String name, UnaryOperator<RebalancePolicy> policy, Wire wire, List<String> scenarios) {

    /** What becomes of requests before they leave a process. */
    enum Wire {
        SOUND,
        /** A renewal counts as granted when it is sent, so the next request about the lock may overtake it. */
        RENEWALS_TRUSTED,
        /** An unlock counts as answered when it is sent, as if one-way. */
        UNLOCKS_TRUSTED
    }

    private static final long ENDLESS = 1_000_000_000;

    /** None: the product as it is. */
    static final Mutant NONE = new Mutant("none", policy -> policy, Wire.SOUND, List.of());

    static final List<Mutant> ALL = List.of(
            ofLocks("I1", locks -> locks.lease(ENDLESS), "partition"),
            ofLocks("I5", locks -> locks.commitLife(0), "planned-lossy"),
            onWire("I6", Wire.RENEWALS_TRUSTED, "planned-lossy"),
            ofLocks("I7", locks -> locks.uncertainPause(0), "planned-lossy"),
            ofLocks("I8", locks -> locks.settleTime(0), "broker-restart-clean"),
            new Mutant("I9", Mutant::withoutCommittingAgain, Wire.SOUND, List.of("planned-lossy")),
            ofLocks("I11", locks -> locks.reapAfter(0), "partition"),
            ofLocks("I13", locks -> locks.heartbeatFreshness(Long.MAX_VALUE), "partition"),
            new Mutant(
                    "no-lock", policy -> with(policy, Optional.empty()), Wire.SOUND, List.of("planned-joins-leaves")),
            new Mutant("no-drain", Mutant::withoutDrain, Wire.SOUND, List.of("planned-joins-leaves")),
            onWire("late-unlock", Wire.UNLOCKS_TRUSTED, "planned-lossy"));

    static Mutant named(String name) {
        return ALL.stream()
                .filter(mutant -> mutant.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no mutant is named '" + name + "'; there are "
                        + ALL.stream().map(Mutant::name).toList()));
    }

    private static Mutant onWire(String name, Wire wire, String... scenarios) {
        return new Mutant(name, policy -> policy, wire, List.of(scenarios));
    }

    private static Mutant ofLocks(String name, UnaryOperator<Times> change, String... scenarios) {
        return new Mutant(
                name,
                policy -> with(policy, policy.locks().map(locks -> change.apply(new Times(locks))
                        .policy())),
                Wire.SOUND,
                List.of(scenarios));
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

        Times reapAfter(long changed) {
            return times(
                    policy.lease(),
                    policy.uncertainPause(),
                    policy.commitLife(),
                    policy.settleTime(),
                    policy.heartbeatFreshness(),
                    OptionalLong.of(changed));
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
