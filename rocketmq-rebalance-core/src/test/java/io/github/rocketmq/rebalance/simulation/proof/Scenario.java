package io.github.rocketmq.rebalance.simulation.proof;

import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.BROKER_CRASH;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.BROKER_RESTART;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.FAILOVER;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.FOREIGN_JOINS;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.HOST_DEATH;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.JOIN_OR_LEAVE;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.KILL;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.PARTITION;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.PAUSE;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.RESET;
import static io.github.rocketmq.rebalance.simulation.proof.Scenario.Change.RESTART_WITH_SAME_KEY;

import java.util.List;
import java.util.stream.Stream;

/**
 * One class of runs: what happens to a group, and what has to hold all the same.
 *
 * @param name as it is printed; those that start with {@code planned-} promise that every message is delivered once
 * @param changes what happens, each as likely as the others
 * @param weather how the network is
 * @param slowListeners how many messages take 15 s
 * @param orderly whether the order within queues is kept
 * @param exactlyOnce whether it promises that too
 * @param bound seconds from the last change to a balanced group
 * @param pace how fast changes follow each other
 */
record Scenario(
        String name,
        List<Change> changes,
        Weather weather,
        double slowListeners,
        boolean orderly,
        boolean exactlyOnce,
        int bound,
        Pace pace) {

    /** What can happen to a group. */
    enum Change {
        JOIN_OR_LEAVE,
        FOREIGN_JOINS,
        RESTART_WITH_SAME_KEY,
        KILL,
        HOST_DEATH,
        BROKER_RESTART,
        BROKER_CRASH,
        FAILOVER,
        PARTITION,
        PAUSE,
        RESET
    }

    /** How fast changes follow each other. */
    enum Pace {
        /** One every 8 to 38 s. */
        STEADY,
        /** One, then nothing for longer than a lock lives; the group is to be balanced in each lull. */
        LULLS,
        /** The same, with a few changes within seconds instead of one. */
        BURSTS
    }

    private static final int SOON = 60;

    /** Nothing goes wrong in it, so what a group asks of brokers can be reckoned. */
    private static final String JOINS_LEAVES = "planned-joins-leaves";

    /** Before a lock ends that nobody has. */
    private static final int SOONER_THAN_LOCKS_END = 50;

    /** A dead member's locks are given back for it. */
    private static final int PROMPTLY = 20;

    /** Members read the list at whichever broker, so they disagree for moments. */
    private static final String RANDOM_ANCHOR = "planned-random-anchor";

    /** A process whose end nobody is told of stays a member for so long. */
    private static final int AFTER_EXPIRY = 150;

    private static final List<Change> PLANNED = List.of(JOIN_OR_LEAVE, JOIN_OR_LEAVE, RESTART_WITH_SAME_KEY);

    static final List<Scenario> ALL = List.of(
            planned(JOINS_LEAVES, Weather.CALM),
            planned("planned-notifies-lost", Weather.SILENT),
            planned("planned-lossy", Weather.LOSSY),
            new Scenario("planned-slow-listeners", PLANNED, Weather.CALM, 0.01, false, true, SOON, Pace.STEADY),
            planned("planned-slow-network", Weather.SLOW),
            planned(RANDOM_ANCHOR, Weather.CALM),
            new Scenario("planned-orderly", PLANNED, Weather.CALM, 0, true, true, SOON, Pace.STEADY),
            faults("kill", SOON, KILL),
            faults("host-death", AFTER_EXPIRY, HOST_DEATH),
            faults("broker-restart", SOON, BROKER_RESTART, BROKER_CRASH),
            new Scenario(
                    "broker-restart-clean", List.of(BROKER_RESTART), Weather.CALM, 0, false, true, SOON, Pace.STEADY),
            faults("failover", SOON, FAILOVER),
            faults("partition", SOON, PARTITION),
            faults("pause", SOON, PAUSE),
            faults("foreign-members", SOON, JOIN_OR_LEAVE, JOIN_OR_LEAVE, FOREIGN_JOINS, RESTART_WITH_SAME_KEY),
            new Scenario("reset", List.of(RESET), Weather.CALM, 0, false, true, SOON, Pace.STEADY),
            new Scenario(
                    "mixed",
                    List.of(
                            JOIN_OR_LEAVE,
                            KILL,
                            HOST_DEATH,
                            BROKER_RESTART,
                            BROKER_CRASH,
                            FAILOVER,
                            PARTITION,
                            PAUSE,
                            RESET),
                    Weather.LOSSY,
                    0,
                    false,
                    false,
                    AFTER_EXPIRY,
                    Pace.STEADY));

    /** Weather and changes under which faults show that are hard to find otherwise; only {@link Mutant}s are run in them. */
    static final List<Scenario> AIMED = List.of(
            new Scenario("planned-bursts", PLANNED, Weather.LATE, 0, false, true, SOONER_THAN_LOCKS_END, Pace.BURSTS),
            new Scenario("kill-lulls", List.of(KILL), Weather.CALM, 0, false, false, PROMPTLY, Pace.LULLS),
            new Scenario("kill-late", List.of(KILL), Weather.LATER, 0, false, false, AFTER_EXPIRY, Pace.STEADY),
            new Scenario("reset-leaky", List.of(RESET), Weather.LEAKY, 0, false, false, AFTER_EXPIRY, Pace.STEADY));

    static Scenario named(String name) {
        return Stream.concat(ALL.stream(), AIMED.stream())
                .filter(scenario -> scenario.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scenario is named '" + name + "'; there are "
                        + Stream.concat(ALL.stream(), AIMED.stream())
                                .map(Scenario::name)
                                .toList()));
    }

    private static Scenario planned(String name, Weather weather) {
        return new Scenario(name, PLANNED, weather, 0, false, true, SOON, Pace.STEADY);
    }

    private static Scenario faults(String name, int bound, Change... changes) {
        return new Scenario(name, List.of(changes), Weather.CALM, 0, false, false, bound, Pace.STEADY);
    }

    /** Whether the requests of its runs are judged. */
    boolean isBudgeted() {
        return name.equals(JOINS_LEAVES);
    }

    boolean hasRandomAnchor() {
        return name.equals(RANDOM_ANCHOR);
    }
}
