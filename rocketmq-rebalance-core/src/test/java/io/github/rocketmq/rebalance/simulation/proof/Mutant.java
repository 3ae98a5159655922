package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.rebalance.LockPolicy;
import io.github.rocketmq.rebalance.rebalance.RebalancePolicy;
import java.util.List;
import java.util.Optional;
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
            ofLocks(
                    "I1",
                    locks -> new LockPolicy(
                            ENDLESS,
                            locks.renewInterval(),
                            locks.firstRetry(),
                            locks.longestRetry(),
                            locks.uncertainPause()),
                    "partition"),
            onWire("I6", Wire.RENEWALS_TRUSTED, "planned-lossy"),
            ofLocks(
                    "I7",
                    locks -> new LockPolicy(
                            locks.lease(), locks.renewInterval(), locks.firstRetry(), locks.longestRetry(), 0),
                    "planned-lossy"),
            new Mutant(
                    "no-lock", policy -> with(policy, Optional.empty()), Wire.SOUND, List.of("planned-joins-leaves")),
            new Mutant(
                    "no-drain",
                    policy -> new RebalancePolicy(
                            policy.interval(),
                            policy.minInterval(),
                            policy.retryInterval(),
                            policy.answerTimeout(),
                            0,
                            policy.commitTimeout(),
                            policy.locks()),
                    Wire.SOUND,
                    List.of("planned-joins-leaves")),
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

    private static Mutant ofLocks(String name, UnaryOperator<LockPolicy> change, String... scenarios) {
        return new Mutant(name, policy -> with(policy, policy.locks().map(change)), Wire.SOUND, List.of(scenarios));
    }

    private static RebalancePolicy with(RebalancePolicy policy, Optional<LockPolicy> locks) {
        return new RebalancePolicy(
                policy.interval(),
                policy.minInterval(),
                policy.retryInterval(),
                policy.answerTimeout(),
                policy.drainTimeout(),
                policy.commitTimeout(),
                locks);
    }
}
