package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.BrokerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.LockSnapshot;
import io.github.rocketmq.rebalance.api.OffsetChange;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.ResetTarget;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Offsets that an application resets, and what its snapshots say of a real broker. */
class ResetBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String topic = SharedCluster.topic(1);
    private final String group = SharedCluster.unique("group");
    private final Queue<Message> deliveries = new ConcurrentLinkedQueue<>();

    @Test
    void aPausedMemberGoesBackAndForthByOffsetAndTime() throws Exception {
        try (TestMember member = member()) {
            send(member, 6);
            await().atMost(PATIENCE).until(() -> deliveries.size() == 6);
            Instant between = Instant.now();
            // Brokers find messages by the millisecond in which they were stored.
            await().until(() -> Instant.now().isAfter(between.plusMillis(5)));
            send(member, 4);
            await().atMost(PATIENCE).until(() -> deliveries.size() == 10);
            member.consumer().pause(PauseMode.HOLD);

            assertThat(reset(member, new ResetTarget.Earliest(), true))
                    .hasSize(2)
                    .allSatisfy(change -> assertThat(change.newOffset()).hasValue(0))
                    .extracting(OffsetChange::result)
                    .containsOnly(OffsetChange.Result.WOULD_MOVE);
            List<OffsetChange> back = reset(member, new ResetTarget.At(between), false);
            assertThat(back).extracting(OffsetChange::result).containsOnly(OffsetChange.Result.MOVED);
            assertThat(sum(back.stream().map(OffsetChange::oldOffset).toList())).isEqualTo(10);
            assertThat(sum(back.stream().map(OffsetChange::newOffset).toList())).isEqualTo(6);
            assertThat(deliveries).hasSize(10);
            await().atMost(PATIENCE).until(() -> member.consumer().snapshot().lag() == 4);

            member.consumer().resume();
            await().atMost(PATIENCE).until(() -> deliveries.size() == 14);

            assertThat(reset(member, new ResetTarget.Latest(), false))
                    .extracting(OffsetChange::result)
                    .containsOnly(OffsetChange.Result.MOVED);
            assertThat(deliveries).hasSize(14);
        }
    }

    @Test
    void aSnapshotTellsOfPullsLocksBrokersAndLooks() {
        try (TestMember member = member()) {
            send(member, 4);
            await().atMost(PATIENCE).until(() -> deliveries.size() == 4);

            ConsumerSnapshot snapshot = member.consumer().snapshot();

            assertThat(snapshot.cluster().nameServer())
                    .hasValue(SharedCluster.get().nameServerAddress().split(";", -1)[0]);
            assertThat(snapshot.cluster().brokers())
                    .extracting(BrokerSnapshot::state)
                    .containsExactly(BrokerSnapshot.State.CONNECTED, BrokerSnapshot.State.CONNECTED);
            assertThat(snapshot.lag()).isZero();
            assertThat(snapshot.queues())
                    .filteredOn(queue -> queue.queue().topic().equals(topic))
                    .hasSize(2)
                    .allSatisfy(queue -> {
                        assertThat(queue.lock()).isInstanceOf(LockSnapshot.Held.class);
                        assertThat(queue.times().lastPull()).isPresent();
                        assertThat(queue.times().lastConsumed()).isPresent();
                        assertThat(queue.times().idleSince()).isPresent();
                    });
            assertThat(snapshot.rebalancing().latest()).isNotEmpty();
            assertThat(member.consumer().owners().keySet())
                    .containsAll(
                            snapshot.queues().stream().map(QueueSnapshot::queue).toList())
                    .hasSizeGreaterThanOrEqualTo(snapshot.queues().size());
            assertThat(member.consumer().owners().values())
                    .containsOnly(member.consumer().clientId());
        }
    }

    private TestMember member() {
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(topic)
                .startPosition(StartPosition.earliest())
                .build();
        TestMember member = new TestMember(options, message -> {
            deliveries.add(message);
            return ConsumeResult.consumed();
        });
        await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
        return member;
    }

    /** Half of them to each of the two queues. */
    private void send(TestMember member, int count) {
        List<MessageQueue> queues = member.assignment().stream()
                .filter(queue -> queue.topic().equals(topic))
                .toList();
        try (Producer producer = member.runtime().producer("test-producer")) {
            for (int i = 0; i < count; i++) {
                producer.send(OutgoingMessage.of(topic, ("m" + i).getBytes(StandardCharsets.UTF_8)), queues.get(i % 2));
            }
        }
    }

    private List<OffsetChange> reset(TestMember member, ResetTarget target, boolean dryRun) throws Exception {
        return member.consumer()
                .resetOffsets(target, Set.of(), dryRun)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static long sum(List<OptionalLong> offsets) {
        return offsets.stream().mapToLong(OptionalLong::orElseThrow).sum();
    }
}
