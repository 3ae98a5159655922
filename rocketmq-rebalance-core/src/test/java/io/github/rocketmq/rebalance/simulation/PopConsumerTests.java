package io.github.rocketmq.rebalance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.AssignmentMode;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.RequestMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PopConsumerTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 2, 2);
    private int sent;

    @BeforeEach
    void createPoppedTopic() {
        cluster.createTopic("orders", 4);
        cluster.assignment().mode("orders", RequestMode.POP);
    }

    @Test
    void everyMessageOfEachBrokerIsDeliveredOnceAndAcknowledged() {
        send(200);
        SimulatedMember first = member("a").start();
        SimulatedMember second = member("b").start();

        time.await("all are delivered", 5000, () -> delivered(first, second).size() == 200);
        send(100);
        time.await("the later ones, too", 5000, () -> delivered(first, second).size() == 300);
        time.advance(20_000);

        assertThat(delivered(first, second)).hasSize(300).doesNotHaveDuplicates();
        assertThat(first.assignment())
                .contains(
                        new MessageQueue("orders", "broker-a", MessageQueue.ANY_QUEUE),
                        new MessageQueue("orders", "broker-b", MessageQueue.ANY_QUEUE));
        assertThat(invisible()).isZero();
    }

    @Test
    void whatFallsDueTogetherIsAcknowledgedByOneRequest() {
        send(64);
        SimulatedMember member = member("a").start();

        time.await("all are delivered", 5000, () -> member.delivered().size() == 64);
        time.advance(1000);

        assertThat(invisible()).isZero();
        assertThat(cluster.broker("broker-a").pops().ackSizes()).containsExactly(32);
    }

    @Test
    void anAcknowledgementIsRepeatedUntilItIsConfirmed() {
        cluster.broker("broker-a").pops().failAcks(4);
        SimulatedMember member = member("a").start();
        send(8);

        time.await("all are delivered", 5000, () -> member.delivered().size() == 8);
        time.await("all are acknowledged", 4000, () -> invisible() == 0);
        time.advance(20_000);

        assertThat(member.delivered()).hasSize(8);
    }

    @Test
    void aBrokerThatKnowsNoBatchesGetsAcknowledgementsOneByOne() {
        cluster.broker("broker-a").pops().knowsBatches(false);
        SimulatedMember member = member("a").start();
        send(40);

        time.await("all are delivered", 5000, () -> member.delivered().size() == 40);
        time.advance(1000);

        assertThat(invisible()).isZero();
        assertThat(cluster.broker("broker-a").pops().ackSizes()).hasSize(20).containsOnly(1);
    }

    @Test
    void aFailedMessageStaysInvisibleForLongerEachTime() {
        SimulatedMember member = member("a");
        List<Long> times = new ArrayList<>();
        member.listener(message -> {
            times.add(time.now());
            return message.reconsumeTimes() < 3 ? ConsumeResult.retry() : ConsumeResult.consumed();
        });
        member.start();
        time.await("it owns the queues", 3000, () -> member.assignment().size() == 4);
        send(1);

        time.await("it came four times", 120_000, () -> times.size() == 4);
        time.advance(200_000);

        assertThat(times).hasSize(4);
        assertThat(seconds(times.get(1) - times.get(0))).isEqualTo(10);
        assertThat(seconds(times.get(2) - times.get(1))).isEqualTo(30);
        assertThat(seconds(times.get(3) - times.get(2))).isEqualTo(60);
        assertThat(member.delivered()).allMatch(message -> message.topic().equals("orders"));
    }

    @Test
    void aListenerThatThrowsOrNamesADelayGetsTheMessageAfterIt() {
        SimulatedMember member = member("a");
        List<Long> times = new ArrayList<>();
        member.listener(message -> {
            times.add(time.now());
            if (message.reconsumeTimes() == 0) {
                throw new IllegalStateException("not yet");
            }
            return message.reconsumeTimes() == 1
                    ? ConsumeResult.retryAfter(Duration.ofSeconds(3))
                    : ConsumeResult.consumed();
        });
        member.start();
        time.await("it owns the queues", 3000, () -> member.assignment().size() == 4);
        send(1);

        time.await("it came three times", 60_000, () -> times.size() == 3);
        assertThat(seconds(times.get(1) - times.get(0))).isEqualTo(10);
        assertThat(seconds(times.get(2) - times.get(1))).isEqualTo(3);
    }

    @Test
    void aMessageThatCameTooOftenOrIsGivenUpIsPutAwayOnce() {
        SimulatedMember member = new SimulatedMember(
                time, cluster, "a", options().maxReconsumeTimes(1).build());
        cluster.broker("broker-a").refuseSendBacks(2);
        member.listener(message -> message.messageId().equals("m0")
                ? ConsumeResult.deadLetter("it is hopeless")
                : ConsumeResult.retryAfter(Duration.ofSeconds(1)));
        member.start();
        time.await("it owns the queues", 3000, () -> member.assignment().size() == 4);
        send(2);

        time.advance(60_000);

        assertThat(member.deliveredIds()).containsExactlyInAnyOrder("m0", "m1", "m1");
        assertThat(invisible()).isZero();
        assertThat(cluster.broker("broker-a").store().end(new MessageQueue(GROUP.deadLetterTopic(), "broker-a", 0)))
                .isEqualTo(2);
    }

    @Test
    void noMoreThanAllowedIsInFlight() {
        SimulatedMember member = new SimulatedMember(
                time, cluster, "a", options().popMaxInFlight(40).build());
        member.workersBusy(true);
        send(400);
        member.start();

        time.advance(2000);

        assertThat(member.consumer().snapshot().queues())
                .filteredOn(queue -> queue.queue().topic().equals("orders"))
                .hasSize(2)
                .allMatch(queue -> queue.cachedMessages() == 40);
        assertThat(invisible()).isEqualTo(80);
        member.workersBusy(false);
        time.await("all are delivered", 5000, () -> member.delivered().size() == 400);
    }

    @Test
    void whatBecameVisibleAgainBeforeItStartedIsNotStarted() {
        SimulatedMember member = member("a");
        member.workersBusy(true);
        send(30);
        member.start();
        time.advance(8000);

        member.workersBusy(false);
        time.await("all are delivered", 10_000, () -> member.delivered().size() == 30);
        time.advance(20_000);

        assertThat(member.deliveredIds()).hasSize(30).doesNotHaveDuplicates();
        assertThat(member.delivered()).allMatch(message -> message.reconsumeTimes() > 0);
        assertThat(invisible()).isZero();
    }

    @Test
    void aMemberThatLeavesLetsOthersHaveAtOnceWhatItDidNotStart() {
        SimulatedMember leaving = new SimulatedMember(
                time,
                cluster,
                "a",
                options().popInvisibleTime(Duration.ofMinutes(5)).build());
        leaving.workersBusy(true);
        send(30);
        leaving.start();
        time.await("all are popped", 3000, () -> invisible() == 30);
        SimulatedMember staying = member("b").start();

        leaving.consumer().leave();
        time.await("the other has them", 5000, () -> staying.delivered().size() == 30);
        send(10);
        // The requests of the one that left may still be held, and take some of these.
        time.await("and what comes later", 20_000, () -> new HashSet<>(staying.deliveredIds()).size() == 40);

        assertThat(leaving.delivered()).isEmpty();
    }

    @Test
    void aModeThatIsSwitchedTakesEffectWithinTheNextLooksAndLosesNothing() {
        cluster.assignment().nameQueues(true);
        SimulatedMember member = member("a").start();
        send(50);
        time.await(
                "what was popped is delivered", 5000, () -> member.delivered().size() == 50);
        time.advance(1000);
        assertThat(invisible()).isZero();

        cluster.assignment().mode("orders", RequestMode.PULL);
        time.advance(25_000);
        send(50);
        time.await("what is pulled is delivered", 5000, () -> new HashSet<>(member.deliveredIds()).size() == 100);
        time.advance(6000);
        assertThat(cluster.committed(GROUP, new MessageQueue("orders", "broker-a", 0)))
                .isPresent();
        assertThat(member.assignment()).hasSize(8 + 2);

        cluster.assignment().mode("orders", RequestMode.POP);
        time.advance(25_000);
        send(50);
        time.await("what is popped again is delivered", 5000, () -> new HashSet<>(member.deliveredIds()).size() == 150);
        time.advance(1000);
        assertThat(invisible()).isZero();
        assertThat(member.assignment()).hasSize(8 + 2);
    }

    @Test
    void whereTheOperatorLeftPullTheBrokersShareIsPulledAndCommitted() {
        cluster.assignment().mode("orders", RequestMode.PULL);
        SimulatedMember first = member("a").start();
        SimulatedMember second = member("b").start();
        time.await(
                "each has a half",
                5000,
                () -> share(first) == 4
                        && share(second) == 4
                        && !first.assignment().equals(second.assignment()));
        send(80);

        time.await("all are delivered", 5000, () -> delivered(first, second).size() == 80);
        time.advance(6000);

        cluster.allQueues("orders")
                .forEach(queue -> assertThat(cluster.committed(GROUP, queue)).hasValue(10));
        assertThat(cluster.assignment().asked()).isPositive();
    }

    @Test
    void brokersThatDoNotShareQueuesLeaveItToTheMembers() {
        cluster.assignment().supported(false);
        SimulatedMember first = member("a").start();
        SimulatedMember second = member("b").start();
        send(80);

        time.await("all are delivered", 5000, () -> delivered(first, second).size() == 80);
        assertThat(share(first)).isEqualTo(4);
        assertThat(share(second)).isEqualTo(4);
        assertThat(first.consumer().snapshot().lastRebalance().orElseThrow().problem())
                .isEmpty();
    }

    @Test
    void membersThatDecideForThemselvesAskNoBroker() {
        SimulatedMember member = new SimulatedMember(
                time, cluster, "a", options().assignment(AssignmentMode.CLIENT).build());
        member.start();

        time.await("it owns every queue", 3000, () -> member.assignment().size() == 10);
        assertThat(cluster.assignment().asked()).isZero();
    }

    @Test
    void anOrderlyGroupSaysThatItCannotPop() {
        SimulatedMember member = new SimulatedMember(
                        time, cluster, "a", options().mode(ConsumeMode.ORDERLY).build())
                .start();
        send(8);
        time.advance(10_000);

        assertThat(member.delivered()).isEmpty();
        assertThat(member.consumer().snapshot().lastRebalance().orElseThrow().problem())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("orders")
                        .contains("POP")
                        .contains("setConsumeMode")
                        .contains("consume concurrently"));

        cluster.assignment().mode("orders", RequestMode.PULL);
        time.await("it consumes in order", 40_000, () -> member.delivered().size() == 8);
    }

    @Test
    void aMessageWhoseListenerNeverReturnsComesAgain() {
        SimulatedMember member = new SimulatedMember(
                time,
                cluster,
                "a",
                options().consumeTimeout(Duration.ofSeconds(20)).build());
        member.asyncListener(message -> message.reconsumeTimes() == 0
                ? new CompletableFuture<>()
                : CompletableFuture.completedStage(ConsumeResult.consumed()));
        send(1);
        member.start();

        time.await("it comes again", 60_000, () -> member.delivered().size() == 2);
        time.advance(60_000);
        assertThat(member.delivered()).hasSize(2);
        assertThat(invisible()).isZero();
    }

    @Test
    void aHeldMemberPopsNothing() {
        SimulatedMember member = member("a").start();
        time.await("it owns the queues", 3000, () -> member.assignment().size() == 4);
        member.consumer().pause(PauseMode.HOLD);
        time.advance(20_000);
        send(8);
        time.advance(20_000);
        assertThat(member.delivered()).isEmpty();

        member.consumer().resume();
        time.await("all are delivered", 5000, () -> member.delivered().size() == 8);
    }

    private SimulatedMember member(String id) {
        return new SimulatedMember(time, cluster, id, options().build());
    }

    private static PushConsumerOptions.Builder options() {
        return PushConsumerOptions.builder(GROUP.name())
                .subscribe("orders")
                .startPosition(StartPosition.earliest())
                .assignment(AssignmentMode.BROKER)
                .popInvisibleTime(Duration.ofSeconds(5));
    }

    private void send(int count) {
        List<MessageQueue> queues = cluster.allQueues("orders");
        for (int i = 0; i < count; i++) {
            // Both brokers in turns, but for the first two, which one broker has.
            MessageQueue queue = queues.get(count <= 2 ? i : (i % 2) * 4 + (i / 2) % 4);
            cluster.send(queue, "m" + sent, Map.of());
            sent++;
        }
    }

    private int invisible() {
        return cluster.broker("broker-a").pops().invisible()
                + cluster.broker("broker-b").pops().invisible();
    }

    private static long share(SimulatedMember member) {
        return member.assignment().stream()
                .filter(queue -> queue.topic().equals("orders"))
                .count();
    }

    private static long seconds(long millis) {
        return Math.round(millis / 1000.0);
    }

    private static List<String> delivered(SimulatedMember first, SimulatedMember second) {
        List<String> ids = new ArrayList<>(first.deliveredIds());
        ids.addAll(second.deliveredIds());
        return ids;
    }
}
