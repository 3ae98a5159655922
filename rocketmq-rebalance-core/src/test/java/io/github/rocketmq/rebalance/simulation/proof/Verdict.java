package io.github.rocketmq.rebalance.simulation.proof;

import java.util.ArrayList;
import java.util.List;

/** What the oracles found wrong with a run. */
final class Verdict {

    private static final int MOST = 20;

    private final Trace trace;
    private final List<String> violations = new ArrayList<>();

    Verdict(Trace trace) {
        this.trace = trace;
    }

    /**
     * @param oracle its letter
     */
    void violation(char oracle, String what) {
        trace.add(Trace.Kind.VIOLATION, -1, -1, oracle);
        trace.note("(" + oracle + ") " + what);
        if (violations.size() < MOST) {
            violations.add("(" + oracle + ") " + what);
        }
    }

    List<String> violations() {
        return violations;
    }
}
