package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.FIRST;
import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderlyConsumptionTests {

    private final SimulatedGroup group = new SimulatedGroup();

    @Test
    void everyQueueIsLockedWhileItIsConsumed() {
        SimulatedMember member = group.running(member("a"), 10);

        assertThat(member.assignment())
                .allSatisfy(queue -> assertThat(owner(queue)).isEqualTo(new ClientId("a")));
        group.leave(member);
        assertThat(owner(FIRST)).isNull();
    }

    @Test
    void messagesOfAQueueComeOneAfterTheOtherInTheirOrder() {
        SimulatedMember member = member("a");
        Map<MessageQueue, Integer> running = new HashMap<>();
        member.asyncListener(message -> {
            assertThat(running.merge(message.queue(), 1, Integer::sum)).isEqualTo(1);
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            group.time.at(group.time.now() + 20, () -> {
                running.merge(message.queue(), -1, Integer::sum);
                answer.complete(ConsumeResult.consumed());
            });
            return answer;
        });
        group.send(400);
        member.start();

        group.time.await("all are delivered", 30_000, () -> member.delivered().size() == 400);
        assertInOrder(member.delivered());
    }

    @Test
    void aFailedMessageIsDeliveredAgainAfterThePauseAndNothingPassesIt() {
        SimulatedMember member = member("a");
        List<Long> times = new ArrayList<>();
        member.listener(message -> {
            if (message.queueOffset() == 1 && message.queue().equals(FIRST)) {
                times.add(group.time.now());
                assertThat(message.reconsumeTimes()).isEqualTo(times.size() - 1);
                return times.size() < 4 ? ConsumeResult.retry() : ConsumeResult.consumed();
            }
            return ConsumeResult.consumed();
        });
        group.sendTo(FIRST, 4);
        group.running(member, 10);

        group.time.await("all are done", 20_000, () -> snapshot(member).consumedOffset() == 4);
        assertThat(member.delivered().stream().map(Message::queueOffset)).containsExactly(0L, 1L, 1L, 1L, 1L, 2L, 3L);
        for (int i = 1; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 1)).isBetween(1000L, 1100L);
        }
    }

    @Test
    void aMessageThatFailsTooOftenIsGivenToTheDeadLetterTopicBeforeTheNextOneIsDelivered() {
        SimulatedMember member = group.member("a", orderly().maxReconsumeTimes(2));
        member.listener(message -> message.queueOffset() == 0 ? ConsumeResult.retry() : ConsumeResult.consumed());
        group.sendTo(FIRST, 2);
        group.cluster.broker("broker-a").refuseSendBacks(2);
        group.running(member, 10);

        group.time.await(
                "the second is delivered", 20_000, () -> snapshot(member).consumedOffset() == 2);
        assertThat(member.delivered().stream().map(Message::queueOffset)).containsExactly(0L, 0L, 0L, 1L);
        assertThat(group.cluster
                        .broker("broker-a")
                        .store()
                        .end(new MessageQueue(GROUP.deadLetterTopic(), "broker-a", 0)))
                .isEqualTo(1);
    }

    @Test
    void aQueueThatAnotherMemberHasLockedIsWaitedForAndShown() {
        group.cluster.broker("broker-a").locks().take(GROUP, FIRST, "somebody");
        SimulatedMember member = group.running(member("a"), 9);
        group.sendTo(FIRST, 1);
        group.time.advance(5000);
        assertThat(member.delivered()).isEmpty();
        assertThat(snapshot(member).stage()).isEqualTo(QueueSnapshot.Stage.LOCKING);
        assertThat(snapshot(member).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("another member holds its lock"));

        group.time.await("the lock has ended", 62_000, () -> member.delivered().size() == 1);
    }

    @Test
    void aQueueIsHandedOverInOrderAndNothingIsDeliveredTwice() {
        SimulatedMember first = member("a");
        first.slowListener(30);
        group.send(800);
        group.running(first, 10);
        SimulatedMember second = member("b");
        second.slowListener(30);
        second.start();
        group.time.await(
                "both share",
                20_000,
                () -> second.assignment().size() == 5 && first.assignment().size() == 5);
        group.time.await(
                "all are delivered",
                60_000,
                () -> SimulatedGroup.delivered(first, second).size() == 800);
        group.leave(first);
        group.send(80);
        group.time.await(
                "all are delivered",
                60_000,
                () -> SimulatedGroup.delivered(first, second).size() == 880);

        assertThat(first.delivered().size() + second.delivered().size()).isEqualTo(880);
        List<Message> all = new ArrayList<>(first.delivered());
        all.addAll(second.delivered());
        assertInOrder(all);
    }

    @Test
    void nothingStartsAfterAConnectionWasLostUntilTheLockIsConfirmed() {
        SimulatedMember member = group.running(member("a"), 10);
        SimulatedBroker broker = group.cluster.broker("broker-a");
        broker.up(false);
        broker.disconnectAll(true);
        broker.locks().take(GROUP, FIRST, "another");
        group.time.advance(100);
        group.sendTo(FIRST, 1);
        broker.up(true);
        group.time.advance(10_000);
        assertThat(member.delivered()).isEmpty();
        assertThat(member.assignment()).doesNotContain(FIRST).hasSize(9);

        group.time.await(
                "the other's lock has ended", 70_000, () -> member.delivered().size() == 1);
    }

    @Test
    void aBrokerThatLostItsLocksIsAskedForThemAtOnce() {
        SimulatedMember member = group.running(member("a"), 10);

        group.cluster.broker("broker-a").disconnectAll(true);
        group.time.advance(50);

        assertThat(owner(FIRST)).isEqualTo(new ClientId("a"));
        group.sendTo(FIRST, 1);
        group.time.await("it is delivered", 1000, () -> member.delivered().size() == 1);
    }

    @Test
    void aMemberThatCannotRenewStartsNothingAfterItsLease() {
        SimulatedMember member = group.running(member("a"), 10);
        List<Long> starts = new ArrayList<>();
        member.asyncListener(message -> {
            starts.add(group.time.now());
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            group.time.at(group.time.now() + 1000, () -> answer.complete(ConsumeResult.consumed()));
            return answer;
        });
        group.sendTo(FIRST, 200);
        group.time.await("it has begun", 1000, () -> starts.size() == 1);
        long cutOff = group.time.now();
        group.cluster.broker("broker-a").up(false);

        group.time.advance(120_000);

        assertThat(starts).allMatch(start -> start <= cutOff + 45_000);
        assertThat(starts).hasSizeGreaterThan(20);
    }

    @Test
    void moreQueuesThanConcurrencyTakeTurns() {
        SimulatedMember member = group.member("a", orderly().concurrency(2));
        int[] running = new int[2];
        member.asyncListener(message -> {
            running[1] = Math.max(running[1], ++running[0]);
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            group.time.at(group.time.now() + 5, () -> {
                running[0]--;
                answer.complete(ConsumeResult.consumed());
            });
            return answer;
        });
        group.send(800);
        member.start();

        group.time.await("all are delivered", 30_000, () -> member.delivered().size() == 800);
        assertThat(running[1]).isEqualTo(2);
        assertInOrder(member.delivered());
    }

    @Test
    void aListenerMayAskForALongerPauseOfItsQueue() {
        SimulatedMember member = member("a");
        List<Long> times = new ArrayList<>();
        member.listener(message -> {
            times.add(group.time.now());
            return times.size() == 1 ? ConsumeResult.retryAfter(Duration.ofSeconds(7)) : ConsumeResult.consumed();
        });
        group.sendTo(FIRST, 1);
        group.running(member, 10);

        group.time.await("it comes again", 10_000, () -> times.size() == 2);
        assertThat(times.get(1) - times.get(0)).isBetween(7000L, 7100L);
    }

    @Test
    void aSuspendedQueueCanBeGivenUpAtOnceAndItsMessageGoesToTheNextOwner() {
        SimulatedMember first = member("a");
        first.listener(message -> ConsumeResult.retryAfter(Duration.ofSeconds(25)));
        group.sendTo(FIRST, 2);
        group.running(first, 10);
        group.time.await("it has failed", 1000, () -> first.delivered().size() == 1);
        long before = group.time.now();

        group.leave(first);
        assertThat(group.time.now() - before).isLessThan(1000);

        SimulatedMember second = group.running(member("b"), 10);
        group.time.await("both are delivered", 5000, () -> second.delivered().size() == 2);
        assertThat(second.delivered().stream().map(Message::queueOffset)).containsExactly(0L, 1L);
    }

    private @Nullable ClientId owner(MessageQueue queue) {
        return group.cluster.broker(queue.brokerName()).locks().owner(GROUP, queue);
    }

    private static QueueSnapshot snapshot(SimulatedMember member) {
        return SimulatedGroup.snapshot(member, FIRST);
    }

    private SimulatedMember member(String id) {
        return group.member(id, orderly());
    }

    private static PushConsumerOptions.Builder orderly() {
        return SimulatedGroup.options().mode(ConsumeMode.ORDERLY);
    }

    private static void assertInOrder(List<Message> messages) {
        Map<MessageQueue, Long> next = new HashMap<>();
        messages.forEach(message -> {
            long expected = next.getOrDefault(message.queue(), 0L);
            assertThat(message.queueOffset())
                    .as("offset in %s", message.queue())
                    .isEqualTo(expected);
            next.put(message.queue(), expected + 1);
        });
    }
}
