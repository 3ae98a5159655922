package io.github.rocketmq.rebalance.simulation;

import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.FIRST;
import static io.github.rocketmq.rebalance.simulation.SimulatedGroup.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BroadcastTests {

    private final SimulatedGroup group = new SimulatedGroup();
    private final MemoryStore store = new MemoryStore();

    @Test
    void everyMemberConsumesEveryQueueAndNoRetryTopic() {
        SimulatedMember first = group.running(member("a", new MemoryStore(), options()), 8);
        SimulatedMember second = group.running(member("b", new MemoryStore(), options()), 8);
        group.send(80);

        group.time.await(
                "both have all",
                2000,
                () -> first.delivered().size() == 80 && second.delivered().size() == 80);
        assertThat(first.assignment()).allMatch(queue -> queue.topic().equals("orders"));
    }

    @Test
    void offsetsAreTheMembersOwnAndSurviveItsRestart() {
        group.send(80);
        SimulatedMember first = group.running(member("a", store, options()), 8);
        group.time.await("all are delivered", 2000, () -> first.delivered().size() == 80);
        group.leave(first);
        assertThat(group.cluster.committed(GROUP, FIRST)).isEmpty();
        assertThat(store.offsets).containsEntry(FIRST, 10L);
        group.send(8);

        SimulatedMember again = group.running(member("a2", store, options()), 8);
        group.time.await(
                "what is new is delivered", 2000, () -> again.delivered().size() == 8);
        group.time.advance(1000);
        assertThat(again.delivered()).hasSize(8);
    }

    @Test
    void aFailedMessageIsDeliveredAgainFromMemoryAndItsOffsetWaits() {
        SimulatedMember member = member("a", store, options());
        member.listener(message -> message.queueOffset() == 0 && message.reconsumeTimes() < 2
                ? ConsumeResult.retry()
                : ConsumeResult.consumed());
        group.sendTo(FIRST, 3);
        group.running(member, 8);
        group.time.await("the others are done", 2000, () -> member.delivered().size() == 3);
        group.time.advance(6000);
        assertThat(store.offsets).containsEntry(FIRST, 0L);

        group.time.await(
                "it is done at the third attempt",
                60_000,
                () -> member.delivered().size() == 5);
        group.time.advance(6000);
        assertThat(store.offsets).containsEntry(FIRST, 3L);
    }

    @Test
    void aMessageThatFailsTooOftenIsDropped() {
        SimulatedMember member = member("a", store, options().maxReconsumeTimes(1));
        member.listener(message -> ConsumeResult.retry());
        group.sendTo(FIRST, 1);
        group.running(member, 8);

        group.time.await("it came twice", 30_000, () -> member.delivered().size() == 2);
        group.time.advance(300_000);

        assertThat(member.delivered()).hasSize(2);
        assertThat(store.offsets).containsEntry(FIRST, 1L);
    }

    @Test
    void orderIsKeptWithoutLocks() {
        SimulatedMember member = member("a", store, options().mode(ConsumeMode.ORDERLY));
        int[] failures = new int[1];
        member.listener(message ->
                message.queueOffset() == 1 && failures[0]++ < 2 ? ConsumeResult.retry() : ConsumeResult.consumed());
        group.sendTo(FIRST, 3);
        group.running(member, 8);

        group.time.await("all are done", 10_000, () -> member.delivered().size() == 5);
        assertThat(member.delivered().stream().map(Message::queueOffset)).containsExactly(0L, 1L, 1L, 1L, 2L);
        assertThat(group.cluster.broker("broker-a").locks().owner(GROUP, FIRST)).isNull();
    }

    @Test
    void storedOffsetsOnlyGrowWhateverTheOrderInWhichListenersReturn() {
        SimulatedMember member = member("a", store, options().offsetCommitInterval(java.time.Duration.ofMillis(100)));
        int[] calls = new int[1];
        member.asyncListener(message -> {
            CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
            group.time.at(group.time.now() + (calls[0]++ * 37L) % 400, () -> answer.complete(ConsumeResult.consumed()));
            return answer;
        });
        group.sendTo(FIRST, 300);
        group.running(member, 8);

        group.time.await("all are stored", 60_000, () -> store.offsets.getOrDefault(FIRST, 0L) == 300);
        assertThat(store.written.stream().filter(offset -> offset > 0))
                .isSorted()
                .hasSizeGreaterThan(10);
    }

    @Test
    void aMemberListThatCannotBeHadDoesNotMatter() {
        SimulatedMember member = group.running(member("a", store, options()), 8);
        group.cluster.broker("broker-a").refuseMemberLists(true);
        group.cluster.broker("broker-b").refuseMemberLists(true);
        group.time.advance(60_000);

        assertThat(member.consumer().snapshot().lastRebalance().orElseThrow().problem())
                .isEmpty();
    }

    @Test
    void aStoreThatCannotBeReadIsAskedAgainAndNoPositionGuessed() {
        group.send(80);
        store.failing = true;
        SimulatedMember member = member("a", store, options()).start();
        group.time.advance(10_000);
        assertThat(member.assignment()).isEmpty();
        assertThat(SimulatedGroup.snapshot(member, FIRST).problem())
                .hasValueSatisfying(text -> assertThat(text).contains("the disk is away"));

        store.failing = false;
        group.time.await("all are delivered", 5000, () -> member.delivered().size() == 80);
    }

    private SimulatedMember member(String id, OffsetStore offsets, PushConsumerOptions.Builder options) {
        return new SimulatedMember(group.time, group.cluster, id, options.build(), Optional.of(offsets));
    }

    private static PushConsumerOptions.Builder options() {
        return SimulatedGroup.options().model(MessageModel.BROADCASTING);
    }

    private static final class MemoryStore implements OffsetStore {

        private final Map<MessageQueue, Long> offsets = new HashMap<>();
        private final List<Long> written = new ArrayList<>();
        private boolean failing;

        @Override
        public CompletionStage<OptionalLong> read(MessageQueue queue) {
            if (failing) {
                return CompletableFuture.failedStage(new IllegalStateException("the disk is away"));
            }
            Long offset = offsets.get(queue);
            return CompletableFuture.completedStage(offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
        }

        @Override
        public CompletionStage<Void> write(MessageQueue queue, long offset) {
            offsets.put(queue, offset);
            written.add(offset);
            return CompletableFuture.completedStage(null);
        }
    }
}
