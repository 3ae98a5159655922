package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.HEARTBEAT;
import static io.github.rocketmq.rebalance.simulation.RequestCounts.Kind.MEMBER_LIST;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.rebalance.Anchors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When members look at their group, whom they ask, and what brokers hear of it. */
class LookTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 4, 2);

    /** The brokers in the order in which the group's members choose them. */
    private final List<SimulatedBroker> ranked =
            Anchors.ranked(GROUP, cluster.brokerNames(), new ClientId("a"), 10).stream()
                    .map(cluster::broker)
                    .toList();

    @BeforeEach
    void createTopics() {
        cluster.createTopic("orders", 4);
        cluster.createTopic("payments", 2);
    }

    @Test
    void everyMemberAsksTheSameMasterOnceALookHoweverManyTopicsItHas() {
        List<SimulatedMember> members = startAndSettle("a", "b", "c");
        int before = ranked.get(0).requests().of(MEMBER_LIST);

        members.forEach(member -> member.consumer().rebalanceNow());
        time.advance(2000);

        assertThat(ranked.get(0).requests().of(MEMBER_LIST) - before).isEqualTo(3);
        assertThat(ranked.subList(1, 4))
                .allSatisfy(
                        other -> assertThat(other.requests().of(MEMBER_LIST)).isZero());
    }

    @Test
    void aDeadAnchorIsAskedTwiceThenTheNextAndIsLeftAloneForAMinute() {
        SimulatedMember member = startAndSettle("a").get(0);
        ranked.get(0).refuseMemberLists(true);
        int first = ranked.get(0).requests().of(MEMBER_LIST);

        look(member);
        assertThat(ranked.get(0).requests().of(MEMBER_LIST) - first).isEqualTo(2);
        assertThat(ranked.get(1).requests().of(MEMBER_LIST)).isEqualTo(1);
        assertThat(problem(member)).isFalse();

        look(member);
        look(member);
        assertThat(ranked.get(0).requests().of(MEMBER_LIST) - first).isEqualTo(2);
        assertThat(ranked.get(1).requests().of(MEMBER_LIST)).isEqualTo(3);

        ranked.get(0).refuseMemberLists(false);
        time.advance(90_000);
        int second = ranked.get(1).requests().of(MEMBER_LIST);
        look(member);
        look(member);
        assertThat(ranked.get(1).requests().of(MEMBER_LIST)).isEqualTo(second);
    }

    @Test
    void anAnchorThatFailsOnceIsAskedOnceMoreAndNoOther() {
        SimulatedMember member = startAndSettle("a").get(0);
        ranked.get(0).refuseMemberLists(true);
        member.consumer().rebalanceNow();
        time.advance(3);
        ranked.get(0).refuseMemberLists(false);
        time.advance(2000);

        assertThat(problem(member)).isFalse();
        assertThat(ranked.get(1).requests().of(MEMBER_LIST)).isZero();
    }

    @Test
    void ifNoMasterListsMembersEverythingStaysAsItIs() {
        SimulatedMember member = startAndSettle("a", "b").get(0);
        List<?> before = List.copyOf(member.assignment());
        ranked.forEach(broker -> broker.refuseMemberLists(true));

        look(member);

        assertThat(problem(member)).isTrue();
        time.advance(60_000);
        assertThat(member.assignment()).hasToString(before.toString());
        ranked.forEach(broker -> broker.refuseMemberLists(false));
        time.await("it looks well again", 30_000, () -> !problem(member));
    }

    @Test
    void aBrokerThatOnlyHasTheRetryTopicIsNoAnchor() {
        startAndSettle("a");

        SimulatedBroker added = cluster.addBrokerWithoutTopics("broker-z");
        time.advance(120_000);

        assertThat(added.requests().of(HEARTBEAT)).isPositive();
        assertThat(added.requests().of(MEMBER_LIST)).isZero();
    }

    @Test
    void theFirstLookComesWhenAllMastersKnowTheMember() {
        SimulatedMember member = member("a").start();
        time.await("members are asked for", 1000, () -> cluster.requests().of(MEMBER_LIST) == 1);

        // Routes there and back, then heartbeats there and back, then routes again for the retry topic.
        assertThat(time.now() - 1_000_000).isBetween(8L, 20L);
        time.advance(100);
        assertThat(problem(member)).isFalse();
    }

    @Test
    void theFirstLookWaitsASecondForAMasterThatDoesNotAnswerAndNoLonger() {
        ranked.get(3).swallowHeartbeats(1);
        member("a").start();
        time.advance(950);
        assertThat(cluster.requests().of(MEMBER_LIST)).isZero();

        time.advance(100);
        assertThat(cluster.requests().of(MEMBER_LIST)).isPositive();
    }

    @Test
    void theFirstLookDoesNotWaitForSlaves() {
        cluster.slaves(true);
        ranked.forEach(SimulatedBroker::silenceSlave);
        member("a").start();

        time.await("members are asked for", 100, () -> cluster.requests().of(MEMBER_LIST) == 1);
    }

    @Test
    void aChangedAssignmentCausesNoHeartbeat() {
        List<SimulatedMember> members = new ArrayList<>(startAndSettle("a", "b", "c"));
        for (int round = 0; round < 3; round++) {
            int before = cluster.requests().of(HEARTBEAT);
            long from = time.now();
            members.add(member("d" + round).start());
            time.advance(8000);
            members.remove(0).consumer().leave();
            time.advance(8000);
            long regular = 4L * 4 * ((time.now() - from) / 30_000 + 1);
            assertThat(cluster.requests().of(HEARTBEAT) - before).isLessThanOrEqualTo((int) regular + 4);
        }
    }

    @Test
    void newsOfMembersIsAnsweredByOneLookWithinHalfASecond() {
        SimulatedMember old = startAndSettle("a").get(0);
        int before = cluster.requests().of(MEMBER_LIST);
        long joinedAt = time.now();
        member("b").start();
        time.await(
                "the other looks because of it",
                1000,
                () -> old.consumer().snapshot().members().size() == 2);

        assertThat(time.now() - joinedAt).isBetween(200L, 520L);
        assertThat(old.consumer().snapshot().lastRebalance().orElseThrow().trigger())
                .isEqualTo(RebalanceTrigger.NOTIFIED);
        time.advance(10_000);
        // One of the old member, one of the new, and one that follows it, because brokers tell it of its own coming.
        assertThat(cluster.requests().of(MEMBER_LIST) - before).isEqualTo(3);
    }

    @Test
    void aChangedIntervalHoldsWhileTheMemberRuns() {
        SimulatedMember member = startAndSettle("a").get(0);
        member.consumer().rebalanceInterval(Duration.ofSeconds(4));
        time.advance(5000);
        int before = cluster.requests().of(MEMBER_LIST);

        time.advance(40_000);

        assertThat(cluster.requests().of(MEMBER_LIST) - before).isBetween(8, 13);
    }

    @Test
    void aDeadLetterTopicThatDoesNotExistYetIsNoProblemAndIsConsumedOnceItDoes() {
        SimulatedMember member = deadLetterMember();
        member.start();
        time.advance(60_000);

        assertThat(problem(member)).isFalse();
        assertThat(member.consumer().snapshot().state()).isEqualTo(ConsumerState.RUNNING);
        assertThat(member.consumer().snapshot().lastSuccessfulRebalance()).isPresent();

        cluster.createTopic("%DLQ%billing", 1);
        time.await("its queue is consumed", 5000, () -> member.assignment().size() == 4);
        assertThat(problem(member)).isFalse();
    }

    @Test
    void whoWaitsForADeadLetterTopicIsAMemberAtTheBrokersOfTheGroupThatWillFillIt() {
        cluster.createTopic("%RETRY%billing", 1);
        SimulatedMember member = deadLetterMember();
        member.start();
        time.advance(60_000);

        assertThat(problem(member)).isFalse();
        assertThat(cluster.requests().of(HEARTBEAT)).isPositive();
        assertThat(member.consumer().snapshot().members()).hasSize(1);
        assertThat(member.assignment()).allMatch(queue -> queue.topic().equals("%RETRY%billing-dlt"));
    }

    @Test
    void nameServersThatDoNotAnswerAreAProblemAlsoForDeadLetters() {
        cluster.nameServerUp(false);
        SimulatedMember member = deadLetterMember();
        member.start();
        time.advance(10_000);

        assertThat(member.consumer().snapshot().state()).isEqualTo(ConsumerState.JOINING);
        assertThat(problem(member)).isTrue();
    }

    private SimulatedMember deadLetterMember() {
        return new SimulatedMember(
                time,
                cluster,
                "a",
                PushConsumerOptions.builder("billing-dlt")
                        .subscribe("%DLQ%billing")
                        .build());
    }

    private List<SimulatedMember> startAndSettle(String... ids) {
        List<SimulatedMember> members =
                List.of(ids).stream().map(id -> member(id).start()).toList();
        time.await(
                "all queues are consumed",
                10_000,
                () -> members.stream()
                                .mapToInt(member -> member.assignment().size())
                                .sum()
                        == 28);
        time.advance(2500);
        return members;
    }

    private void look(SimulatedMember member) {
        time.advance(1000);
        member.consumer().rebalanceNow();
        time.advance(100);
    }

    private static boolean problem(SimulatedMember member) {
        ConsumerSnapshot snapshot = member.consumer().snapshot();
        return snapshot.lastRebalance().orElseThrow().problem().isPresent();
    }

    private SimulatedMember member(String id) {
        return new SimulatedMember(
                time,
                cluster,
                id,
                PushConsumerOptions.builder(GROUP.name())
                        .subscribe("orders")
                        .subscribe("payments")
                        .build());
    }
}
