package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a group under load makes of a member that is killed, stopped for a while, or cut off for a moment. */
class CrashTakeOverBrokerTests {

    private static final int RATE = 1000;
    private static final int QUEUES_PER_BROKER = 8;
    private static final Duration TAKE_OVER = Duration.ofSeconds(6);
    private static final Duration STOPPED = Duration.ofSeconds(10);
    private static final Duration COMMIT_INTERVAL =
            PushConsumerOptions.builder("g").subscribe("t").build().offsetCommitInterval();

    @Test
    void survivorsOfAKilledMemberRepeatNoMoreThanWhatItHadNotCommitted() {
        LoadGroup group = new LoadGroup(SharedCluster.get(), QUEUES_PER_BROKER);
        ChildLoadMember victim = (ChildLoadMember) group.member(ChildLoadMember::new, "victim");
        Set<MessageQueue> orphans;
        Duration takeOver;
        try (victim;
                group;
                SteadyProducer producer = group.produce(RATE)) {
            join(
                    group,
                    List.of(group.member(OurLoadMember::new, "one"), group.member(OurLoadMember::new, "two"), victim));
            LoadGroup.pass(COMMIT_INTERVAL.plusSeconds(1));

            orphans = group.share(victim);
            long killed = group.begin();
            victim.kill();
            group.forget(victim.name());
            takeOver = group.awaitBalanced("take-over by the survivors", killed);

            LoadGroup.pass(Duration.ofSeconds(2));
            producer.finish();
            group.awaitAllDone();
        }
        DeliveryTally tally = group.log().tally();
        long perSecond = (long) RATE * orphans.size() / (2 * QUEUES_PER_BROKER);
        long bound = COMMIT_INTERVAL.toSeconds() * perSecond + LoadMember.CONCURRENCY;
        System.out.printf(
                "kill -9: queues=%d %s bound=%d take-over=%.2fs%n",
                orphans.size(), tally, bound, takeOver.toNanos() / 1e9);
        assertThat(tally.lost()).isZero();
        assertThat(tally.duplicates()).as(tally.describe()).isLessThanOrEqualTo((int) bound);
        assertThat(tally.repeats())
                .allSatisfy(repeat -> assertThat(repeat.first().member()).isEqualTo(victim.name()));
        assertThat(tally.overlaps()).isZero();
        assertThat(takeOver).isLessThanOrEqualTo(TAKE_OVER);
        assertThat(group.uncommitted()).isZero();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aMemberThatWasStoppedForAWhileGoesOnAndNothingIsLost() {
        LoadGroup group = new LoadGroup(SharedCluster.get(), QUEUES_PER_BROKER);
        ChildLoadMember sleeper = (ChildLoadMember) group.member(ChildLoadMember::new, "sleeper");
        Duration awake;
        try (sleeper;
                group;
                SteadyProducer producer = group.produce(RATE)) {
            join(
                    group,
                    List.of(group.member(OurLoadMember::new, "one"), group.member(OurLoadMember::new, "two"), sleeper));

            sleeper.suspend();
            LoadGroup.pass(STOPPED);
            long resumed = group.begin();
            sleeper.resume();
            awake = group.awaitBalanced("balance after the member woke up", resumed);

            producer.finish();
            group.awaitAllDone();
        }
        DeliveryTally tally = group.log().tally();
        System.out.printf(
                "kill -STOP %d s: %s consuming again after %.2fs%n", STOPPED.toSeconds(), tally, awake.toNanos() / 1e9);
        assertThat(tally.lost()).isZero();
        assertThat(group.uncommitted()).isZero();
    }

    @Test
    void connectionsThatAreResetCostNothing() {
        LoadGroup group = new LoadGroup(SharedCluster.get(), QUEUES_PER_BROKER);
        Duration slowest = Duration.ZERO;
        List<List<String>> cuts =
                List.of(List.of("broker-a"), List.of("broker-b"), List.of("broker-a", "broker-b"), List.of("broker-a"));
        try (CuttableNetwork network = new CuttableNetwork(SharedCluster.get());
                group;
                SteadyProducer producer = group.produce(RATE)) {
            LoadMember cutOff = group.member(OurLoadMember::new, "cut-off", network.nameServerAddress());
            join(
                    group,
                    List.of(group.member(OurLoadMember::new, "one"), group.member(OurLoadMember::new, "two"), cutOff));

            for (List<String> cut : cuts) {
                long since = group.begin();
                cut.forEach(broker -> assertThat(network.cut(broker))
                        .as("connections to %s, cut with %s", broker, cut)
                        .isPositive());
                Duration time = group.awaitBalanced("balance after connections to " + cut + " were reset", since);
                slowest = time.compareTo(slowest) > 0 ? time : slowest;
                LoadGroup.pass(Duration.ofSeconds(2));
            }

            producer.finish();
            group.awaitAllDone();
        }
        DeliveryTally tally = group.log().tally();
        System.out.printf("resets=%d: %s balanced max=%.2fs%n", cuts.size(), tally, slowest.toNanos() / 1e9);
        assertThat(tally.lost()).isZero();
        assertThat(tally.duplicates()).as(tally.describe()).isZero();
        assertThat(tally.overlaps()).isZero();
        await().atMost(Duration.ofSeconds(1)).until(() -> group.uncommitted() == 0);
    }

    private static void join(LoadGroup group, List<LoadMember> members) {
        long since = group.begin();
        members.forEach(group::start);
        group.awaitBalanced("balance of the first members", since);
    }
}
