package io.github.rocketmq.rebalance.simulation.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** Runs many seeds of a class, as many at once as there are processors; each run is one thread's. */
final class Seeds {

    /** Of so many runs one is run twice, and has to come out the same. */
    private static final int REPEATED = 100;

    /** A mutant is sought in so many seeds at once, and then in the next ones. */
    private static final int SOUGHT_TOGETHER = 16;

    private Seeds() {}

    /**
     * Runs the seeds {@code first} to {@code first + count - 1}.
     *
     * @throws AssertionError if a seed did not come out the same twice
     */
    static ClassResult run(Scenario scenario, long first, int count) {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Run.Result>> runs = new ArrayList<>();
            for (long seed = first; seed < first + count; seed++) {
                long each = seed;
                runs.add(workers.submit(() -> run(scenario, each, (each - first) % REPEATED == 0)));
            }
            ClassResult all = new ClassResult(scenario);
            for (Future<Run.Result> run : runs) {
                all.add(run.get());
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError("a run of " + scenario.name() + " broke off", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private static Run.Result run(Scenario scenario, long seed, boolean twice) {
        Run.Result result = Run.of(scenario, seed);
        if (twice && Run.of(scenario, seed).hash() != result.hash()) {
            throw new AssertionError("seed " + seed + " of " + scenario.name() + " does not come out the same twice");
        }
        return result;
    }

    /**
     * The first seed from {@code first} on at which one of a mutant's oracles finds it in a class, and finds nothing wrong
     * without it; empty if none of so many does.
     */
    static Optional<Run.Result> find(Scenario scenario, Mutant mutant, long first, int most) {
        for (long next = first; next < first + most; next += SOUGHT_TOGETHER) {
            Optional<Run.Result> found = LongStream.range(next, Math.min(next + SOUGHT_TOGETHER, first + most))
                    .parallel()
                    .mapToObj(seed -> Run.of(scenario, mutant, seed, 0))
                    .filter(result -> mutant.evidence(result).isPresent())
                    .filter(result ->
                            mutant.evidence(Run.of(scenario, result.seed())).isEmpty())
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static String commit() {
        try {
            Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
            return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** What is needed to see a failed run again, and what it looked like. */
    static String report(Run.Result failed) {
        List<String> text = new ArrayList<>();
        text.add("SIM_SEED=" + failed.seed() + " SIM_SCENARIO="
                + failed.scenario().name() + " git=" + commit());
        text.addAll(failed.violations());
        text.addAll(Run.of(failed.scenario(), Mutant.NONE, failed.seed(), 200).lines());
        return String.join(System.lineSeparator(), text);
    }
}
