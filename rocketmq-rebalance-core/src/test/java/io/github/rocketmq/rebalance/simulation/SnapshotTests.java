package io.github.rocketmq.rebalance.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.rocketmq.rebalance.api.BrokerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.HandOff;
import io.github.rocketmq.rebalance.api.LockSnapshot;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people see of a member. */
class SnapshotTests {

    private static final MessageQueue FIRST = new MessageQueue("orders", "broker-a", 0);

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 2, 2);
    private final SimulatedMember member = member("a");

    @BeforeEach
    void holdAll() {
        cluster.createTopic("orders", 2);
        member.start();
        time.await("it holds all", 5000, () -> member.assignment().size() == 6);
    }

    @Test
    void aQueueSaysWhenItWasPulledAndConsumedLast() {
        assertThat(first().times().lastPull()).isEmpty();
        assertThat(first().times().lastConsumed()).isEmpty();
        Instant held = now();
        time.advance(2000);
        cluster.send(FIRST, "m0", Map.of());
        time.await("it is consumed", 100, () -> member.delivered().size() == 1);
        Instant consumed = now();
        time.advance(5000);

        assertThat(first().times().stageSince()).isBetween(held.minusMillis(100), held);
        assertThat(first().times().lastPull())
                .hasValueSatisfying(at -> assertThat(at).isBetween(consumed.minusMillis(10), consumed));
        assertThat(first().times().lastConsumed()).hasValue(consumed);
        assertThat(first().times().runningSince()).isEmpty();
    }

    @Test
    void whatWasConsumedIsNoLagAlthoughItIsNotCommittedYet() {
        for (int i = 0; i < 100; i++) {
            cluster.send(FIRST, "m" + i, Map.of());
        }
        time.await("all are consumed", 1000, () -> member.delivered().size() == 100);

        assertThat(first().committedOffset()).isLessThan(100);
        assertThat(first().consumedOffset()).isEqualTo(100);
        assertThat(snapshot().lag()).isZero();
        assertThat(snapshot().lagTime(now())).hasValue(Duration.ZERO);
    }

    @Test
    void theOldestMessageThatIsNotConsumedSaysHowFarBehindTheMemberIs() {
        CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
        member.asyncListener(message -> answer);
        for (int i = 0; i < 3; i++) {
            cluster.send(FIRST, "m" + i, Map.of());
        }
        time.advance(7000);

        assertThat(first().lag()).isEqualTo(3);
        assertThat(first().times().oldestStored()).hasValue(Instant.EPOCH);
        assertThat(snapshot().lagTime(now())).hasValue(Duration.between(Instant.EPOCH, now()));
        assertThat(first().times().runningSince()).isPresent();
        assertThat(snapshot().oldestCall()).isPresent();

        answer.complete(ConsumeResult.consumed());
        time.advance(100);
        assertThat(first().times().oldestStored()).isEmpty();
        assertThat(snapshot().oldestCall()).isEmpty();
    }

    @Test
    void anAnswerThatIsOverdueIsSeen() {
        time.advance(60_000);
        assertThat(first().times().idleSince())
                .hasValueSatisfying(at -> assertThat(at).isAfter(now().minusSeconds(16)));

        cluster.broker("broker-a").swallowPulls(1000);
        time.advance(100_000);

        assertThat(first().times().idleSince())
                .hasValueSatisfying(at -> assertThat(at).isBefore(now().minusSeconds(80)));
    }

    @Test
    void noAnswerIsDueWhileTheQueueIsFullOrPaused() {
        member.workersBusy(true);
        for (int i = 0; i < 1100; i++) {
            cluster.send(FIRST, "m" + i, Map.of());
        }
        time.advance(1000);
        assertThat(first().times().idleSince()).isEmpty();
        member.workersBusy(false);
        time.await("all are consumed", 15_000, () -> member.delivered().size() == 1100);
        assertThat(first().times().idleSince()).isPresent();

        member.consumer().pause(PauseMode.HOLD);
        time.advance(1000);

        assertThat(snapshot().pause()).hasValue(PauseMode.HOLD);
        assertThat(first().times().idleSince()).isEmpty();
        assertThat(first().stage()).isEqualTo(QueueSnapshot.Stage.CONSUMING);
        member.consumer().resume();
        time.advance(1);
        assertThat(snapshot().pause()).isEmpty();
        assertThat(first().times().idleSince()).isPresent();
    }

    @Test
    void noAnswerIsDueOnceAPullIsAnsweredThatWasUnderWayWhenItWasPaused() {
        member.consumer().pause(PauseMode.HOLD);
        cluster.send(FIRST, "m0", Map.of());
        time.advance(20_000);

        assertThat(first().times().lastPull()).isPresent();
        assertThat(first().times().idleSince()).isEmpty();
    }

    @Test
    void noAnswerIsDueWhenAFullQueueThatIsPausedHasRoomAgain() {
        List<CompletableFuture<ConsumeResult>> answers = new ArrayList<>();
        member.asyncListener(message -> {
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        });
        for (int i = 0; i < 1100; i++) {
            cluster.send(FIRST, "m" + i, Map.of());
        }
        member.consumer().concurrency(1000);
        time.await("a thousand are running", 5000, () -> answers.size() == 1000);
        assertThat(first().times().idleSince()).isEmpty();

        member.consumer().pause(PauseMode.HOLD);
        time.advance(100);
        List.copyOf(answers).forEach(answer -> answer.complete(ConsumeResult.consumed()));
        time.advance(100);

        assertThat(first().cachedMessages()).isLessThan(1000);
        assertThat(first().times().idleSince()).isEmpty();
    }

    @Test
    void aMemberThatGaveItsQueuesUpSaysThatItIsPausedSo() {
        member.consumer().pause(PauseMode.RELEASE);
        time.advance(5000);

        assertThat(snapshot().pause()).hasValue(PauseMode.RELEASE);
        assertThat(snapshot().queues()).isEmpty();
    }

    @Test
    void aLockIsHeldUntilItsLeaseEndsAndMissingSinceThen() {
        time.advance(20_000);
        assertThat(first().lock()).isInstanceOfSatisfying(LockSnapshot.Held.class, held -> assertThat(held.until())
                .isBetween(now().plusSeconds(25), now().plusSeconds(45)));

        cluster.broker("broker-a").up(false);
        cluster.broker("broker-a").disconnectAll(false);
        time.advance(50_000);

        assertThat(first().lock())
                .isInstanceOfSatisfying(LockSnapshot.Missing.class, missing -> assertThat(missing.since())
                        .isBetween(now().minusMillis(50_000), now().minusMillis(49_900)));
    }

    @Test
    void aGroupWithoutLocksNeedsNone() {
        SimulatedMember eager = new SimulatedMember(
                time,
                cluster,
                "e",
                PushConsumerOptions.builder("eager")
                        .subscribe("orders")
                        .handOff(HandOff.EAGER)
                        .build());
        eager.start();
        time.await("it holds all", 5000, () -> eager.assignment().size() == 6);

        assertThat(eager.consumer().snapshot().queues())
                .extracting(QueueSnapshot::lock)
                .containsOnly(new LockSnapshot.NotNeeded());
    }

    @Test
    void everyBrokerOfTheTopicsSaysWhetherItIsReached() {
        assertThat(snapshot().cluster().brokers())
                .extracting(BrokerSnapshot::name, BrokerSnapshot::state, BrokerSnapshot::topics)
                .containsExactly(
                        tuple("broker-a", BrokerSnapshot.State.CONNECTED, Set.of("orders")),
                        tuple("broker-b", BrokerSnapshot.State.CONNECTED, Set.of("orders")));
        Instant before = now();
        cluster.broker("broker-b").up(false);
        time.advance(40_000);

        assertThat(snapshot().cluster().brokers())
                .extracting(BrokerSnapshot::state)
                .containsExactly(BrokerSnapshot.State.CONNECTED, BrokerSnapshot.State.UNREACHABLE);
        assertThat(snapshot().cluster().brokers().get(0).lastHeartbeat())
                .hasValueSatisfying(at -> assertThat(at).isAfter(before));
        assertThat(snapshot().cluster().brokers().get(1).lastHeartbeat())
                .hasValueSatisfying(at -> assertThat(at).isBeforeOrEqualTo(before));
    }

    @Test
    void theLastTwentyLooksAreRememberedWithWhatTheyMoved() {
        List<RebalanceSnapshot> looks = snapshot().rebalancing().latest();
        RebalanceSnapshot first = looks.get(looks.size() - 1);
        assertThat(first.trigger()).isEqualTo(RebalanceTrigger.START);
        assertThat(first.takenOver()).contains(FIRST).hasSize(first.added());
        assertThat(first.took()).isBetween(Duration.ofMillis(4), Duration.ofSeconds(1));
        time.advance(10_000);

        member("b").start();
        time.advance(5000);
        assertThat(snapshot().rebalancing().latest()).anySatisfy(look -> {
            assertThat(look.trigger()).isEqualTo(RebalanceTrigger.NOTIFIED);
            assertThat(look.givenUp()).isNotEmpty().hasSize(look.removed());
        });

        for (int i = 0; i < 30; i++) {
            member.consumer().rebalanceNow();
            time.advance(2000);
        }
        assertThat(snapshot().rebalancing().latest())
                .hasSize(20)
                .extracting(RebalanceSnapshot::at)
                .isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(snapshot().lastRebalance())
                .hasValue(snapshot().rebalancing().latest().get(0));
    }

    @Test
    void theIntervalIsTheOneThatHoldsNow() {
        assertThat(snapshot().rebalancing().interval()).isEqualTo(Duration.ofSeconds(20));
        assertThat(snapshot().rebalancing().strategy()).isEqualTo("AVG");

        member.consumer().rebalanceInterval(Duration.ofSeconds(5));
        time.advance(1);

        assertThat(snapshot().rebalancing().interval()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void allMembersAgreeOnTheOwnersOfAllQueues() {
        SimulatedMember other = member("b").start();
        time.await(
                "they share",
                20_000,
                () -> other.assignment().size() == 3 && member.assignment().size() == 3);

        assertThat(member.consumer().owners())
                .hasSize(6)
                .isEqualTo(other.consumer().owners())
                .allSatisfy((queue, owner) -> assertThat(
                                owner.value().equals("a") ? member.assignment() : other.assignment())
                        .contains(queue));
        assertThat(member("c").consumer().owners()).isEmpty();
    }

    private QueueSnapshot first() {
        return snapshot().queues().stream()
                .filter(queue -> queue.queue().equals(FIRST))
                .findFirst()
                .orElseThrow();
    }

    private ConsumerSnapshot snapshot() {
        return member.consumer().snapshot();
    }

    private Instant now() {
        return Instant.ofEpochMilli(time.now());
    }

    private SimulatedMember member(String clientId) {
        PushConsumerOptions options = PushConsumerOptions.builder("billing")
                .subscribe("orders")
                .startPosition(StartPosition.earliest())
                .build();
        return new SimulatedMember(time, cluster, clientId, options);
    }
}
