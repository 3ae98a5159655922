package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Planned changes of a group under load: members join, leave and are restarted one after the other. The same with Apache's
 * client beside it is short, unless {@code -Dcomparison=true} asks for it in full.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HandOffBrokerTests {

    private static final int RATE = 1000;
    private static final int QUEUES_PER_BROKER = 8;
    private static final Duration BALANCED = Duration.ofMillis(900);

    /**
     * What happens to a group.
     *
     * @param members at the begin
     * @param pairs of a join and a leave
     * @param restarts of members, each by one that leaves and one that joins
     */
    private record Plan(int members, int pairs, int restarts) {}

    private static final Plan FULL = new Plan(4, 10, 4);
    private static final Plan SHORT = new Plan(4, 2, 1);

    /** What came of it. */
    private record Outcome(
            Plan plan,
            DeliveryTally tally,
            double rate,
            int failedSends,
            List<Duration> changes,
            List<Duration> restarts) {

        String line(String client) {
            return "client=%s joins=%d leaves=%d restarts=%d %s balanced p50=%s p99=%s max=%s restart max=%s overlaps=%d rate=%.0f/s"
                    .formatted(
                            client,
                            plan.pairs(),
                            plan.pairs(),
                            plan.restarts(),
                            tally,
                            seconds(Percentiles.of(changes, 50)),
                            seconds(Percentiles.of(changes, 99)),
                            seconds(Percentiles.of(changes, 100)),
                            seconds(Percentiles.of(restarts, 100)),
                            tally.overlaps(),
                            rate);
        }

        private static String seconds(Duration time) {
            return "%.2fs".formatted(time.toNanos() / 1e9);
        }
    }

    @Test
    @Order(1)
    void nothingIsLostAndNothingComesTwiceWhileMembersJoinAndLeave() {
        Outcome ours = run(OurLoadMember::new, FULL);

        System.out.println(ours.line("ours"));
        System.out.println("  changes " + ours.changes() + " restarts " + ours.restarts());
        assertThat(ours.failedSends()).isZero();
        assertThat(ours.rate()).isGreaterThan(RATE * 0.98);
        assertThat(ours.tally().lost()).isZero();
        assertThat(ours.tally().duplicates()).as(ours.tally().describe()).isZero();
        assertThat(ours.tally().overlaps()).isZero();
        assertThat(Percentiles.of(ours.changes(), 50)).isLessThanOrEqualTo(BALANCED);
    }

    @Test
    @Order(2)
    void apachesClientLosesNothingEither() {
        Outcome apaches = run(ApacheLoadMember::new, Boolean.getBoolean("comparison") ? FULL : SHORT);

        System.out.println(apaches.line("apache"));
        assertThat(apaches.rate()).isGreaterThan(RATE * 0.98);
        assertThat(apaches.tally().lost()).isZero();
    }

    private static Outcome run(LoadMember.Kind kind, Plan plan) {
        LoadGroup group = new LoadGroup(SharedCluster.get(), QUEUES_PER_BROKER);
        List<Duration> changes = new ArrayList<>();
        List<Duration> restarts = new ArrayList<>();
        Deque<String> present = new ArrayDeque<>();
        double rate;
        int failedSends;
        try (group;
                SteadyProducer producer = group.produce(RATE)) {
            int next = 0;
            long since = group.begin();
            while (present.size() < plan.members()) {
                group.start(group.member(kind, "member-" + next));
                present.add("member-" + next++);
            }
            group.awaitBalanced("balance of the first members", since);
            for (int change = 0; change < 2 * plan.pairs(); change++) {
                // Two join, two leave, two join: groups of three sizes.
                if (change / 2 % 2 == 0) {
                    changes.add(group.join(group.member(kind, "member-" + next)));
                    present.add("member-" + next++);
                } else {
                    // The oldest and the youngest in turn.
                    changes.add(group.leave(change % 2 == 0 ? present.removeFirst() : present.removeLast()));
                }
            }
            for (int restart = 0; restart < plan.restarts(); restart++) {
                restarts.add(group.replace(present.removeFirst(), group.member(kind, "member-" + next)));
                present.add("member-" + next++);
            }
            rate = producer.finish();
            failedSends = producer.failedSends();
            group.awaitAllDone();
        }
        return new Outcome(plan, group.log().tally(), rate, failedSends, changes, restarts);
    }
}
