package io.github.rocketmq.rebalance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupConsumerTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 2, 2);
    private int sent;

    @BeforeEach
    void createTopic() {
        cluster.createTopic("orders", 4);
    }

    @Test
    void aLoneMemberOwnsEveryQueueAndTheRetryQueues() {
        SimulatedMember member = member("a").start();

        time.await("all queues are consumed", 3000, () -> member.assignment().size() == 10);
        assertThat(member.consumer().snapshot().state()).isEqualTo(ConsumerState.RUNNING);
    }

    @Test
    void everyMessageIsDeliveredOnceAndItsOffsetCommitted() {
        send(200);
        SimulatedMember member = member("a").start();

        time.await("all are delivered", 5000, () -> member.delivered().size() == 200);
        time.advance(6000);

        assertThat(new HashSet<>(member.deliveredIds())).hasSize(200);
        cluster.allQueues("orders")
                .forEach(queue -> assertThat(cluster.committed(GROUP, queue)).hasValue(25));
    }

    /** A commit of an earlier owner that arrives late would otherwise stay on a queue where nothing happens. */
    @Test
    void offsetsThatDoNotChangeAreCommittedAgainEveryThirtySecondsOnly() {
        send(80);
        SimulatedMember member = member("a").start();
        time.await("all are delivered", 5000, () -> member.delivered().size() == 80);
        time.advance(6000);
        int commits = cluster.broker("broker-a").commits();

        time.advance(23_000);
        assertThat(cluster.broker("broker-a").commits()).isEqualTo(commits);
        cluster.broker("broker-a").store().commit(GROUP, new MessageQueue("orders", "broker-a", 0), 1);

        time.advance(17_000);
        assertThat(cluster.broker("broker-a").commits()).isEqualTo(commits + 5);
        cluster.allQueues("orders")
                .forEach(queue -> assertThat(cluster.committed(GROUP, queue)).hasValue(10));
    }

    @Test
    void membersThatJoinAndLeaveShareTheQueuesAndNothingIsLost() {
        List<SimulatedMember> all = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            all.add(member(id).start());
            send(100);
            time.advance(1500);
        }
        time.await(
                "three members share ten queues",
                5000,
                () -> owned(all) == 10 && shares(all).equals(Set.of(4, 2)));

        all.get(0).consumer().leave();
        send(100);
        time.await(
                "the first has left",
                15_000,
                () -> all.get(0).consumer().snapshot().state() == ConsumerState.CLOSED);
        time.await("two members share ten queues", 5000, () -> shares(all.subList(1, 3))
                .equals(Set.of(5)));
        time.await("nothing is lost", 5000, () -> delivered(all).size() == sent);
    }

    @Test
    void theLastCommitIsConfirmedBeforeAMemberHasLeft() {
        send(80);
        SimulatedMember member = member("a").start();
        time.await("all are delivered", 5000, () -> member.delivered().size() == 80);

        member.consumer().leave();
        time.await("it has left", 5000, () -> member.consumer().snapshot().state() == ConsumerState.CLOSED);

        cluster.allQueues("orders")
                .forEach(queue -> assertThat(cluster.committed(GROUP, queue)).hasValue(10));
    }

    @Test
    void aMessageThatFailsComesAgainThroughTheRetryTopic() {
        SimulatedMember member = member("a");
        member.listener(message -> message.reconsumeTimes() < 2 ? ConsumeResult.retry() : ConsumeResult.consumed());
        member.start();
        send(1);

        time.await(
                "it was delivered three times", 5000, () -> member.delivered().size() == 3);

        assertThat(member.delivered())
                .allSatisfy(message -> assertThat(message.topic()).isEqualTo("orders"));
        assertThat(member.delivered().get(2).queue().topic()).isEqualTo(GROUP.retryTopic());
        assertThat(member.delivered().get(2).reconsumeTimes()).isEqualTo(2);
    }

    @Test
    void aListenerThatThrowsGetsTheMessageAgain() {
        SimulatedMember member = member("a");
        member.listener(message -> {
            if (message.reconsumeTimes() == 0) {
                throw new IllegalStateException("first time");
            }
            return ConsumeResult.consumed();
        });
        member.start();
        send(1);

        time.await("it was delivered twice", 5000, () -> member.delivered().size() == 2);
    }

    @Test
    void aMessageThatCannotBeGivenBackIsNotDoneUntilItIs() {
        SimulatedMember member = member("a");
        member.listener(message -> message.reconsumeTimes() == 0 ? ConsumeResult.retry() : ConsumeResult.consumed());
        member.start();
        time.await("it owns the queues", 3000, () -> member.assignment().size() == 10);
        cluster.broker("broker-a").refuseSendBacks(1000);
        MessageQueue queue = new MessageQueue("orders", "broker-a", 0);
        cluster.send(queue, "stubborn", Map.of());
        cluster.send(queue, "next", Map.of());
        time.advance(20_000);
        assertThat(cluster.committed(GROUP, queue)).hasValue(0);

        cluster.broker("broker-a").refuseSendBacks(0);
        time.await("both came again", 20_000, () -> member.delivered().size() == 4);
        time.advance(6000);
        assertThat(cluster.committed(GROUP, queue)).hasValue(2);
    }

    @Test
    void aDeadLetterGoesStraightToTheDeadLetterTopic() {
        SimulatedMember member = member("a");
        member.listener(message -> ConsumeResult.deadLetter("cannot be read"));
        member.start();
        send(1);

        time.await(
                "it is buried",
                5000,
                () -> cluster.broker("broker-a").store().end(new MessageQueue(GROUP.deadLetterTopic(), "broker-a", 0))
                        == 1);
        time.advance(20_000);
        assertThat(member.delivered()).hasSize(1);
    }

    @Test
    void aNewGroupStartsBehindTheNewestMessageAndKeepsThatPlaceOverARestart() {
        send(8);
        SimulatedMember first = new SimulatedMember(
                        time,
                        cluster,
                        "a",
                        options().startPosition(StartPosition.latest()).build())
                .start();
        time.await("it owns the queues", 3000, () -> first.assignment().size() == 10);
        first.consumer().leave();
        time.await("it has left", 5000, () -> first.consumer().snapshot().state() == ConsumerState.CLOSED);
        send(8);

        SimulatedMember second = new SimulatedMember(
                        time,
                        cluster,
                        "b",
                        options().startPosition(StartPosition.latest()).build())
                .start();
        time.await(
                "what came in between is delivered",
                5000,
                () -> second.delivered().size() == 8);
        assertThat(first.delivered()).isEmpty();
    }

    @Test
    void onlySubscribedTagsAreDeliveredAndTheOthersAreCommittedAsDone() {
        SimulatedMember member = new SimulatedMember(
                        time,
                        cluster,
                        "a",
                        PushConsumerOptions.builder(GROUP.name())
                                .subscribe("orders", "paid || refunded")
                                .startPosition(StartPosition.earliest())
                                .build())
                .start();
        MessageQueue queue = new MessageQueue("orders", "broker-b", 1);
        cluster.send(queue, "1", Map.of(MessageProperties.TAGS, "paid"));
        cluster.send(queue, "2", Map.of(MessageProperties.TAGS, "opened"));
        cluster.send(queue, "3", Map.of());

        time.await(
                "the offset passed them all",
                20_000,
                () -> cluster.committed(GROUP, queue).orElse(0) == 3);
        assertThat(member.deliveredIds()).containsExactly("1");
    }

    @Test
    void aFullWindowStopsThePullsUntilAMessageIsDone() {
        SimulatedMember member = new SimulatedMember(
                time,
                cluster,
                "a",
                options().maxCachedMessages(10).pullBatchSize(5).build());
        cluster.broker("broker-a").refuseSendBacks(Integer.MAX_VALUE);
        member.listener(message -> ConsumeResult.retry());
        member.start();
        MessageQueue queue = new MessageQueue("orders", "broker-a", 0);
        for (int i = 0; i < 50; i++) {
            cluster.send(queue, "m" + i, Map.of());
        }
        time.advance(10_000);
        assertThat(member.delivered()).hasSize(10);

        cluster.broker("broker-a").refuseSendBacks(0);
        time.await(
                "the rest came and came again",
                60_000,
                () -> member.deliveredIds().stream().distinct().count() == 50);
    }

    @Test
    void messagesThatABusyExecutorRefusedAreDeliveredWhenItTakesWorkAgain() {
        SimulatedMember member = new SimulatedMember(
                time,
                cluster,
                "a",
                options().maxCachedMessages(4).pullBatchSize(4).build());
        member.workersBusy(true);
        member.start();
        MessageQueue queue = new MessageQueue("orders", "broker-a", 0);
        for (int i = 0; i < 12; i++) {
            cluster.send(queue, "m" + i, Map.of());
        }
        time.advance(30_000);
        assertThat(member.delivered()).isEmpty();

        member.workersBusy(false);

        time.await("all are delivered", 5000, () -> member.delivered().size() == 12);
    }

    @Test
    void aMessageThatCannotBeReadStopsItsQueueAndIsNeverPassed() {
        SimulatedMember member = member("a").start();
        MessageQueue queue = new MessageQueue("orders", "broker-a", 2);
        cluster.broker("broker-a").breakFrom(2);
        for (int i = 0; i < 4; i++) {
            cluster.send(queue, "m" + i, Map.of());
        }
        time.advance(30_000);

        assertThat(member.deliveredIds()).containsExactly("m0", "m1");
        assertThat(cluster.committed(GROUP, queue)).hasValue(2);
        assertThat(member.consumer().snapshot().queues())
                .filteredOn(held -> held.queue().equals(queue))
                .singleElement()
                .satisfies(held -> assertThat(held.problem())
                        .hasValueSatisfying(
                                text -> assertThat(text).contains("offset 2").contains("its size is negative")));

        cluster.broker("broker-a").breakFrom(Long.MAX_VALUE);
        time.await("the queue goes on", 40_000, () -> member.delivered().size() == 4);
    }

    @Test
    void anUnknownTopicIsSaidAndTheMemberStartsWhenTheTopicAppears() {
        SimulatedMember member = new SimulatedMember(
                        time,
                        cluster,
                        "a",
                        PushConsumerOptions.builder(GROUP.name())
                                .subscribe("payments")
                                .build())
                .start();
        time.advance(5000);
        assertThat(member.consumer().snapshot().lastRebalance().orElseThrow().problem())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("payments").contains("updateTopic"));

        cluster.createTopic("payments", 2);
        time.await("it owns the queues", 3000, () -> member.assignment().size() == 6);
    }

    @Test
    void aNameServerThatIsAwayIsSaidAndTriedAgain() {
        cluster.nameServerUp(false);
        SimulatedMember member = member("a").start();
        time.advance(5000);
        assertThat(member.consumer().snapshot().state()).isEqualTo(ConsumerState.JOINING);
        assertThat(member.consumer().snapshot().lastRebalance().orElseThrow().problem())
                .hasValueSatisfying(text -> assertThat(text).contains("no name server answers"));

        cluster.nameServerUp(true);
        time.await("it owns the queues", 5000, () -> member.assignment().size() == 10);
    }

    @Test
    void aBrokerThatIsAwayKeepsItsQueuesAndDeliversWhenItIsBack() {
        SimulatedMember member = member("a").start();
        time.await("it owns the queues", 3000, () -> member.assignment().size() == 10);

        cluster.broker("broker-b").up(false);
        MessageQueue queue = new MessageQueue("orders", "broker-b", 0);
        time.advance(30_000);
        assertThat(member.assignment()).contains(queue);
        cluster.send(queue, "late", Map.of());
        cluster.broker("broker-b").up(true);

        time.await("it is delivered", 20_000, () -> member.deliveredIds().contains("late"));
    }

    @Test
    void aGrownTopicIsSharedSoonAfterTheRouteChanged() {
        SimulatedMember member = member("a").start();
        time.await("it owns the queues", 3000, () -> member.assignment().size() == 10);

        cluster.createTopic("orders", 6);

        time.await("it owns the new ones", 33_000, () -> member.assignment().size() == 14);
    }

    @Test
    void aMemberThatNeverStartedCanBeClosed() {
        SimulatedMember member = member("a");

        member.consumer().leave();
        time.advance(10);

        assertThat(member.consumer().snapshot().state()).isEqualTo(ConsumerState.CLOSED);
    }

    private SimulatedMember member(String id) {
        return new SimulatedMember(time, cluster, id, options().build());
    }

    private static PushConsumerOptions.Builder options() {
        return PushConsumerOptions.builder(GROUP.name()).subscribe("orders").startPosition(StartPosition.earliest());
    }

    private void send(int count) {
        List<MessageQueue> queues = cluster.allQueues("orders");
        for (int i = 0; i < count; i++) {
            cluster.send(queues.get(i % queues.size()), "m" + sent, Map.of());
            sent++;
        }
    }

    private static Set<String> delivered(List<SimulatedMember> members) {
        Set<String> ids = new HashSet<>();
        members.forEach(member -> ids.addAll(member.deliveredIds()));
        return ids;
    }

    private static Set<Integer> shares(List<SimulatedMember> members) {
        Set<Integer> sizes = new HashSet<>();
        members.forEach(member -> sizes.add(member.assignment().size()));
        return sizes;
    }

    private static int owned(List<SimulatedMember> members) {
        Set<MessageQueue> distinct = new HashSet<>();
        members.forEach(member -> distinct.addAll(member.assignment()));
        return distinct.size();
    }
}
