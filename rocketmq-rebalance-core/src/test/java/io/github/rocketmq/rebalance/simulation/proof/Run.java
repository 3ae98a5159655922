package io.github.rocketmq.rebalance.simulation.proof;

import java.util.List;
import java.util.SplittableRandom;

/** One run from its seed to its result. */
final class Run {

    private static final long SECOND = 1_000_000;
    private static final int QUIET_SECONDS = 130;
    private static final int LONGER = 20;
    private static final int MOST_SECONDS_MORE = 300;

    private Run() {}

    /**
     * What became of a run.
     *
     * @param times microseconds from each change to the balance after it
     * @param hash tells two runs apart
     * @param lines the end of the trace, if it was kept
     */
    record Result(
            Scenario scenario,
            long seed,
            long deliveries,
            long lost,
            long duplicates,
            long overlaps,
            long excusedOverlaps,
            List<Long> times,
            long hash,
            List<String> violations,
            List<String> lines) {}

    static Result of(Scenario scenario, long seed) {
        return of(scenario, Mutant.NONE, seed, 0);
    }

    /**
     * @param mutant the fault that is built in on purpose
     * @param keptLines how many lines of the trace to keep
     */
    static Result of(Scenario scenario, Mutant mutant, long seed, int keptLines) {
        try {
            return judged(scenario, mutant, seed, keptLines);
        } finally {
            RunLog.belongsTo(null);
        }
    }

    private static Result judged(Scenario scenario, Mutant mutant, long seed, int keptLines) {
        SplittableRandom chance = new SplittableRandom(seed);
        SplittableRandom story = chance.split();
        World world = new World(scenario, mutant, seed, Story.EVENTFUL_SECONDS, keptLines, chance.split());
        RunLog.belongsTo(world);
        new Story(world, story).begin();
        int quiet = Math.max(QUIET_SECONDS, scenario.bound() + LONGER);
        world.timeline().runUntil((Story.EVENTFUL_SECONDS + quiet) * SECOND);
        waitForTheRest(world);
        judgeTheEnd(world);
        Ledger ledger = world.ledger();
        return new Result(
                scenario,
                seed,
                ledger.deliveries(),
                ledger.lost(),
                ledger.duplicates(),
                ledger.overlaps(),
                ledger.excusedOverlaps(),
                world.balance().times(),
                world.trace().hash(),
                List.copyOf(world.verdict().violations()),
                world.trace().lines());
    }

    /** Where packets are lost, a pull or two may have to be timed out before the last messages come and are committed. */
    private static void waitForTheRest(World world) {
        if (world.ledger().lost() == 0) {
            return;
        }
        for (int more = 0; more < MOST_SECONDS_MORE && world.ledger().lost() > 0; more += LONGER) {
            world.timeline().runUntil(world.timeline().now() + LONGER * SECOND);
        }
        world.timeline().runUntil(world.timeline().now() + 2 * LONGER * SECOND);
    }

    /** What the group committed when all was done stays: whoever comes next is to find it. */
    private static void judgeTheOffsets(World world) {
        for (QueueLog log : world.topics().all()) {
            long stored = world.broker(log.queue().brokerName()).offsets().get(log.queue());
            if (log.length() > 0 && stored != log.length()) {
                world.verdict()
                        .violation(
                                'h',
                                "the stored offset of queue " + log.index() + " is " + stored + " at the end, not "
                                        + log.length());
            }
        }
    }

    private static void judgeTheEnd(World world) {
        long lost = world.ledger().lost();
        if (lost > 0) {
            world.verdict().violation('a', lost + " messages were never delivered");
        }
        judgeTheOffsets(world);
        long since = world.balance().balancedSince();
        if (since >= 0 && world.scenario().isBudgeted()) {
            world.budget().judge(since, world.timeline().now());
        }
        long bound = world.balance().lastChange() + world.scenario().bound() * SECOND;
        if (since >= 0) {
            world.foreigners().judgeShares();
        }
        if (since < 0 || since > bound) {
            world.verdict()
                    .violation(
                            'f',
                            since < 0
                                    ? "not balanced at the end: "
                                            + world.balance().describe()
                                    : "balanced only at " + since / SECOND + " s, "
                                            + (since - world.balance().lastChange()) / SECOND
                                            + " s after the last change");
        }
    }
}
