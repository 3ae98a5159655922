package io.github.rocketmq.rebalance.simulation.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.simulation.scale.ScaleCosts.Kind;
import io.github.rocketmq.rebalance.simulation.scale.ScaleRun.Changes;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * What large groups ask of their brokers, against the design's budgets. {@code -Dscale.full=true
 * -Dsurefire.jvm.options=-Xmx6g} runs the full sizes, which takes minutes; otherwise there are a tenth of the members.
 */
class ScaleTests {

    private static final boolean FULL = Boolean.getBoolean("scale.full");

    private static final int RESTING_SECONDS = 40;

    /** Of chance: intervals are jittered, and a part of an interval is measured. */
    private static final double NOISE = 1.1;

    /**
     * Requests for one join.
     *
     * @param notices from brokers
     * @param handOff four for each queue that moves
     */
    private record JoinBudget(long notices, long lists, long handOff) {

        long all() {
            return notices + lists + handOff;
        }
    }

    @Test
    void oneGroupOfTenThousandMembersKeepsToItsBudget() {
        ScaleScenario scenario = FULL
                ? new ScaleScenario("one group of 10 000", 1, 10_000, 100, 1000, 100)
                : new ScaleScenario("one group of 1000", 1, 1000, 100, 100, 100);
        JoinBudget budget = FULL ? new JoinBudget(1_000_000, 10_000, 47) : new JoinBudget(100_000, 1000, 47);
        int changes = 2;
        ScaleRun run = new ScaleRun(scenario);

        run.begin();
        rest(run, scenario);
        Changes joins = run.changes("join", changes, run::join);
        Changes leaves = run.changes("leave", changes, run::leave);

        requireJoins(joins, scenario, budget);
        assertThat(joins.costs().handOff()).isLessThanOrEqualTo((long) (budget.handOff() * changes * NOISE));
        requireLeaves(leaves, scenario);
    }

    @Test
    void aHundredGroupsOfAHundredMembersKeepToTheirBudget() {
        ScaleScenario scenario =
                new ScaleScenario(FULL ? "100 groups of 100" : "10 groups of 100", FULL ? 100 : 10, 100, 10, 100, 100);
        JoinBudget budget = new JoinBudget(10_000, 100, 138);
        int changes = FULL ? 50 : 4;
        ScaleRun run = new ScaleRun(scenario);

        run.begin();
        rest(run, scenario);
        // With as many queues as members the first join ends the only state in which all have exactly the same.
        Changes firstJoins = run.changes("join of the 101st", changes, run::join);
        Changes joins = run.changes("join of the 102nd", changes, run::join);
        Changes leaves = run.changes("leave of the 102nd", changes, run::leave);

        requireJoins(firstJoins, scenario, budget);
        requireJoins(joins, scenario, budget);
        assertThat(joins.costs().handOff()).isLessThanOrEqualTo((long) (budget.handOff() * changes * NOISE));
        requireLeaves(leaves, scenario);
        requireKills(run.changes("kill -9", changes / 2, run::kill));
    }

    private static void rest(ScaleRun run, ScaleScenario scenario) {
        ScaleCosts rest = run.rest(RESTING_SECONDS);
        double renewals = run.renewalsPerSecond();
        run.print(String.format(
                Locale.ROOT,
                "allowed, per second: list=%.0f heartbeat=%.0f offsets=%.0f lock=%.0f (of the design for full size:"
                        + " lock=5000)",
                scenario.listsPerSecond(),
                scenario.heartbeatsPerSecond(),
                scenario.commitsPerSecond(),
                renewals));

        assertThat(rest.lists()).isLessThanOrEqualTo(allowed(scenario.listsPerSecond()));
        assertThat(rest.of(Kind.HEARTBEAT, Kind.ANNOUNCE)).isLessThanOrEqualTo(allowed(scenario.heartbeatsPerSecond()));
        assertThat(rest.of(Kind.COMMIT)).isLessThanOrEqualTo(allowed(scenario.commitsPerSecond()));
        assertThat(rest.locks()).isLessThanOrEqualTo(allowed(renewals));
        assertThat(rest.caused()).isZero();
    }

    private static long allowed(double perSecond) {
        return (long) (perSecond * RESTING_SECONDS * NOISE);
    }

    private static void requireJoins(Changes joins, ScaleScenario scenario, JoinBudget budget) {
        int count = joins.count();
        ScaleCosts costs = joins.costs();
        // Groups grow while they are measured, and the new member is told of itself.
        long grown = (long) scenario.brokers() * count * (1 + count);
        assertThat(costs.of(Kind.NOTICE)).isLessThanOrEqualTo(budget.notices() * count + grown);
        assertThat(costs.of(Kind.LIST_NEWS)).isLessThanOrEqualTo((long) (budget.lists() * count * NOISE) + count);
        assertThat(costs.of(Kind.LIST_EVERYWHERE)).isZero();
        assertThat(costs.handOff())
                .isLessThanOrEqualTo((long) (4 * NOISE * joins.moves().size()));
        assertThat(costs.caused()).isLessThanOrEqualTo((long) (budget.all() * count * NOISE));
    }

    /** Survivors give a dead member's locks back after 3 s. */
    private static void requireKills(Changes kills) {
        assertThat(kills.milliseconds()).allMatch(took -> took <= 6000);
    }

    /** Two survivors make sure, twice, that no broker knows who left; apart from that a leave is a join backwards. */
    private static void requireLeaves(Changes leaves, ScaleScenario scenario) {
        int count = leaves.count();
        ScaleCosts costs = leaves.costs();
        assertThat(costs.of(Kind.NOTICE))
                .isLessThanOrEqualTo((long) scenario.brokers() * count * (scenario.members() + 1 + count));
        assertThat(costs.of(Kind.LIST_NEWS)).isLessThanOrEqualTo((long) (scenario.members() * count * NOISE) + count);
        assertThat(costs.of(Kind.LIST_EVERYWHERE)).isLessThanOrEqualTo(4L * scenario.brokers() * count);
        // Those who leave give all they have back one by one.
        assertThat(costs.handOff())
                .isLessThanOrEqualTo((long) (4 * NOISE * leaves.moves().size()) + 2L * scenario.brokers() * count);
    }
}
