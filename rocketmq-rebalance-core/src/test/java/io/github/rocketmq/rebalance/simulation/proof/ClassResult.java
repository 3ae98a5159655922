package io.github.rocketmq.rebalance.simulation.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What became of all runs of one class. */
final class ClassResult {

    private static final double MICROS = 1e6;

    private final Scenario scenario;
    private final List<Long> times = new ArrayList<>();
    private final List<Run.Result> failed = new ArrayList<>();
    private long seeds;
    private long deliveries;
    private long lost;
    private long duplicates;
    private long overlaps;

    ClassResult(Scenario scenario) {
        this.scenario = scenario;
    }

    void add(Run.Result result) {
        seeds++;
        deliveries += result.deliveries();
        lost += result.lost();
        duplicates += result.duplicates();
        overlaps += result.overlaps();
        times.addAll(result.times());
        if (!result.violations().isEmpty()) {
            failed.add(result);
        }
    }

    /** Those in which an oracle found something wrong, in the order of their seeds. */
    List<Run.Result> failed() {
        return failed;
    }

    /** The one line that is printed of a class. */
    String line() {
        times.sort(null);
        return String.format(
                Locale.ROOT,
                "class=%s seeds=%d deliveries=%d lost=%d duplicates=%d overlaps=%d p50=%.1f p99=%.1f",
                scenario.name(),
                seeds,
                deliveries,
                lost,
                duplicates,
                overlaps,
                percentile(50),
                percentile(99));
    }

    private double percentile(int share) {
        return times.isEmpty() ? 0 : times.get((times.size() - 1) * share / 100) / MICROS;
    }
}
