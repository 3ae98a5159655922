package io.github.rocketmq.rebalance.simulation.proof;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/**
 * Runs seeds of every class, or one seed of one class with its trace, and prints what became of them. The profile
 * {@code simulation} of the build starts it; exits with 1 if an oracle found something wrong.
 */
public final class Proof {

    private static final int PRINTED_FAILURES = 3;

    /** Within so many seeds a fault that is built in has to be found. */
    private static final int SEEDS_PER_MUTANT = Integer.getInteger("sim.mutant.seeds", 2500);

    private Proof() {}

    public static void main(String[] args) {
        PrintStream out = System.out;
        String seed = System.getProperty("sim.seed", "");
        long first = Long.getLong("sim.first", 1);
        int count = Integer.getInteger("sim.seeds", 100);
        boolean clean = Boolean.getBoolean("sim.mutants")
                ? findMutants(out, first)
                : seed.isEmpty()
                        ? runAll(out, first, count)
                        : replay(out, Scenario.named(System.getProperty("sim.scenario", "")), Long.parseLong(seed));
        out.flush();
        System.exit(clean ? 0 : 1);
    }

    private static boolean runAll(PrintStream out, long first, int count) {
        String only = System.getProperty("sim.scenario", "");
        List<Scenario> wanted = only.isEmpty() ? Scenario.ALL : List.of(Scenario.named(only));
        boolean clean = true;
        for (Scenario scenario : wanted) {
            ClassResult result = Seeds.run(scenario, first, count);
            out.println(result.line());
            result.failed().stream().limit(PRINTED_FAILURES).map(Seeds::report).forEach(System.err::println);
            clean &= result.failed().isEmpty();
        }
        return clean;
    }

    private static boolean findMutants(PrintStream out, long first) {
        boolean all = true;
        String only = System.getProperty("sim.mutant", "");
        for (Mutant mutant : only.isEmpty() ? Mutant.ALL : List.of(Mutant.named(only))) {
            Optional<Run.Result> found = Seeds.find(Scenario.named(mutant.scenario()), mutant, first, SEEDS_PER_MUTANT);
            out.println("mutant=" + mutant.name() + " class=" + mutant.scenario()
                    + found.map(result -> " found at seed " + result.seed() + " by oracle "
                                    + mutant.evidence(result).orElseThrow())
                            .orElse(" not found in " + SEEDS_PER_MUTANT + " seeds"));
            all &= found.isPresent();
        }
        return all;
    }

    private static boolean replay(PrintStream out, Scenario scenario, long seed) {
        String wanted = System.getProperty("sim.mutant", "");
        Mutant mutant = wanted.isEmpty() ? Mutant.NONE : Mutant.named(wanted);
        Run.Result result = Run.of(scenario, mutant, seed, Integer.MAX_VALUE);
        result.lines().forEach(out::println);
        result.violations().forEach(out::println);
        out.println("SIM_SEED=" + seed + " SIM_SCENARIO=" + scenario.name() + " hash="
                + Long.toHexString(result.hash()) + " duplicates=" + result.duplicates() + " lost=" + result.lost()
                + " overlaps=" + result.overlaps());
        return result.violations().isEmpty();
    }
}
