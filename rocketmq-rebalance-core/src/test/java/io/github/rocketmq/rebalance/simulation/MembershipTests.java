package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.FIRST;
import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Pausing, changing the subscription, growing topics. */
class MembershipTests {

    private final SimulatedGroup group = new SimulatedGroup();

    @Test
    void aHeldMemberKeepsItsQueuesButNeitherPullsNorDelivers() {
        SimulatedMember member = group.running(member("a"), 10);
        member.consumer().pause(PauseMode.HOLD);
        group.time.advance(20_000);
        group.send(80);
        group.time.advance(60_000);
        assertThat(member.delivered()).isEmpty();
        assertThat(member.assignment()).hasSize(10);
        assertThat(member.consumer().snapshot().state()).isEqualTo(ConsumerState.PAUSED);

        member.consumer().resume();

        group.time.await("all are delivered", 2000, () -> member.delivered().size() == 80);
        assertThat(member.consumer().snapshot().state()).isEqualTo(ConsumerState.RUNNING);
    }

    @Test
    void whatWasFetchedBeforeAPauseIsDeliveredOnceAfterIt() {
        SimulatedMember member = group.member("a", SimulatedGroup.options().concurrency(1));
        member.slowListener(100);
        group.send(80);
        group.running(member, 10);
        group.time.await("some are delivered", 2000, () -> member.delivered().size() == 5);

        member.consumer().pause(PauseMode.HOLD);
        group.time.advance(10_000);
        assertThat(member.delivered().size()).isLessThanOrEqualTo(6);
        member.consumer().resume();

        group.time.await(
                "all are delivered",
                20_000,
                () -> SimulatedGroup.delivered(member).size() == 80);
        assertThat(member.delivered()).hasSize(80);
    }

    @Test
    void aHeldMemberTakesPartInRebalancing() {
        SimulatedMember held = group.running(member("a"), 10);
        held.consumer().pause(PauseMode.HOLD);
        SimulatedMember other = group.running(member("b"), 5);
        group.time.await("it gives its half", 5000, () -> held.assignment().size() == 5);
        assertThat(held.consumer().snapshot().members()).hasSize(2);

        group.leave(other);
        group.time.await("it has all again", 5000, () -> held.assignment().size() == 10);
        group.send(8);
        group.time.advance(5000);
        assertThat(held.delivered()).isEmpty();

        held.consumer().resume();
        group.time.await("all are delivered", 2000, () -> held.delivered().size() == 8);
    }

    @Test
    void aReleasedMemberLeavesItsQueuesToOthersAndTakesItsShareWhenItComesBack() {
        SimulatedMember first = group.running(member("a"), 10);
        SimulatedMember second = group.running(member("b"), 5);
        first.consumer().pause(PauseMode.RELEASE);
        group.time.await("the other has all", 5000, () -> second.assignment().size() == 10);
        assertThat(first.consumer().snapshot().state()).isEqualTo(ConsumerState.PAUSED);
        group.send(80);
        group.time.await("all are delivered", 2000, () -> second.delivered().size() == 80);
        group.time.advance(120_000);
        assertThat(second.consumer().snapshot().members()).hasSize(1);

        first.consumer().resume();

        group.time.await(
                "both share",
                5000,
                () -> first.assignment().size() == 5 && second.assignment().size() == 5);
        assertThat(first.delivered()).isEmpty();
    }

    @Test
    void aMemberThatComesBackWhileItLeavesItsQueuesIsWhole() {
        SimulatedMember member = group.running(member("a"), 10);
        for (int pause = 0; pause < 12; pause++) {
            member.consumer().pause(PauseMode.RELEASE);
            group.time.advance(pause);
            member.consumer().resume();
            group.time.await(
                    "it has all again", 10_000, () -> member.assignment().size() == 10);
        }
        group.send(80);
        group.time.await("all are delivered", 2000, () -> member.delivered().size() == 80);
    }

    @Test
    void aReleasedMemberCanLeave() {
        SimulatedMember member = group.running(member("a"), 10);
        member.consumer().pause(PauseMode.RELEASE);
        group.time.advance(3);
        group.leave(member);

        SimulatedMember other = group.running(member("b"), 10);
        other.consumer().pause(PauseMode.RELEASE);
        group.time.await("it is out", 5000, () -> other.assignment().isEmpty());
        group.time.advance(5000);
        group.leave(other);
    }

    @Test
    void aTopicThatIsSubscribedWhileTheMemberRunsIsConsumedSoon() {
        group.cluster.createTopic("payments", 2);
        SimulatedMember member = group.running(member("a"), 10);

        member.consumer().subscribe(Subscription.all("payments"));

        group.time.await(
                "it owns the new queues", 3000, () -> member.assignment().size() == 14);
        group.cluster.send(new MessageQueue("payments", "broker-a", 1), "p", Map.of());
        group.time.await("it is delivered", 1000, () -> member.deliveredIds().contains("p"));
        assertThat(member.consumer().snapshot().topics()).isEqualTo(Set.of("orders", "payments"));
    }

    @Test
    void queuesOfATopicThatIsUnsubscribedAreCommittedAndGivenUp() {
        group.cluster.createTopic("payments", 2);
        SimulatedMember member =
                group.running(group.member("a", SimulatedGroup.options().subscribe("payments")), 14);
        MessageQueue payment = new MessageQueue("payments", "broker-a", 0);
        group.sendTo(payment, 3);
        group.time.await("all are delivered", 1000, () -> member.delivered().size() == 3);

        member.consumer().unsubscribe("payments");
        group.time.await(
                "they are given up",
                3000,
                () -> member.consumer().snapshot().queues().size() == 10);

        assertThat(group.cluster.committed(GROUP, payment)).hasValue(3);
        group.sendTo(payment, 1);
        group.time.advance(60_000);
        assertThat(member.delivered()).hasSize(3);
    }

    @Test
    void aChangedExpressionIsWhatTheNextPullsAskFor() {
        SimulatedMember member = group.running(member("a"), 10);
        member.consumer().subscribe(Subscription.tags("orders", "paid"));
        group.time.advance(20_000);

        group.cluster.send(FIRST, "tagged", Map.of("TAGS", "paid"));
        group.cluster.send(FIRST, "other", Map.of("TAGS", "open"));
        group.time.advance(2000);

        assertThat(member.deliveredIds()).containsExactly("tagged");
    }

    @Test
    void aPullThatWaitsWithTheOldExpressionDoesNotPassOverWhatIsWantedNow() {
        SimulatedMember member =
                group.running(group.member("a", SimulatedGroup.options().subscribe("payments", "paid")), 10);
        group.cluster.createTopic("payments", 2);
        group.time.await("it owns the queues", 60_000, () -> member.assignment().size() == 14);
        group.time.advance(5000);

        member.consumer().subscribe(Subscription.tags("payments", "paid || refunded"));
        group.time.advance(500);
        group.cluster.send(new MessageQueue("payments", "broker-a", 1), "wanted", Map.of("TAGS", "refunded"));

        group.time.await("it is delivered", 1000, () -> member.deliveredIds().contains("wanted"));
    }

    @Test
    void aQueueThatATopicGainsWhileTheGroupConsumesIsReadFromItsBeginning() {
        SimulatedMember member =
                group.running(group.member("a", SimulatedGroup.options().startPosition(StartPosition.latest())), 10);
        group.cluster.createTopic("orders", 6);
        MessageQueue added = new MessageQueue("orders", "broker-b", 5);
        group.sendTo(added, 3);

        group.time.await(
                "what came before anybody looked is delivered",
                33_000,
                () -> member.delivered().size() == 3);
    }

    @Test
    void aNewGroupThatStartsAtTheEndSkipsWhatWasThereBefore() {
        group.send(80);
        SimulatedMember member =
                group.running(group.member("a", SimulatedGroup.options().startPosition(StartPosition.latest())), 10);
        group.time.advance(1000);
        assertThat(member.delivered()).isEmpty();

        group.send(8);
        group.time.await(
                "what came later is delivered", 1000, () -> member.delivered().size() == 8);
    }

    @Test
    void aPullThatIsNeverAnsweredIsRepeated() {
        group.cluster.broker("broker-a").swallowPulls(5);
        SimulatedMember member = group.running(member("a"), 10);
        group.sendTo(FIRST, 1);

        group.time.await(
                "it is delivered all the same", 70_000, () -> member.delivered().size() == 1);
    }

    @Test
    void allQueuesTogetherCacheNoMoreThanTheBudgetAndEveryQueueGoesOn() {
        SimulatedMember member = group.member(
                "a",
                SimulatedGroup.options()
                        .maxTotalCachedBytes(4000)
                        .pullBatchSize(4)
                        .concurrency(1));
        member.slowListener(10);
        group.send(800);
        member.start();
        long[] most = new long[1];
        group.time.await("all are delivered", 60_000, () -> {
            most[0] = Math.max(
                    most[0],
                    member.consumer().snapshot().queues().stream()
                            .mapToLong(queue -> queue.cachedBytes())
                            .sum());
            return member.delivered().size() == 800;
        });

        // A pull that was allowed brings up to four messages of 200 bytes, and each of ten queues may have one under
        // way.
        assertThat(most[0]).isBetween(4000L, 4000L + 10 * 4 * 200);
    }

    private SimulatedMember member(String id) {
        return group.member(id, SimulatedGroup.options());
    }
}
