package io.github.rocketmq.rebalance.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of the queues whose offsets an operator resets. */
class OffsetResetTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 2, 2);
    private final SimulatedMember member = member("a");

    @BeforeEach
    void createTopic() {
        cluster.createTopic("orders", 4);
    }

    @Test
    void queuesGoOnAtTheGivenOffsetAtOnceAndTheOthersAreLeftAlone() {
        start();
        send(10);
        time.await("all are consumed", 5000, () -> member.delivered().size() == 80);
        time.advance(6000);

        member.consumer().resetOffsets(Map.of(queue(0), 3L, queue(5), 8L));

        time.await("nine come again", 100, () -> member.delivered().size() == 89);
        assertThat(cluster.committed(GROUP, queue(0))).hasValue(3);
        assertThat(cluster.committed(GROUP, queue(5))).hasValue(8);
        time.advance(6000);
        assertThat(member.delivered()).hasSize(89);
        queues().forEach(queue -> assertThat(cluster.committed(GROUP, queue)).hasValue(10));
        assertThat(member.assignment()).hasSize(10);
    }

    @Test
    void whatIsCachedIsNotDelivered() {
        start();
        member.workersBusy(true);
        send(10);
        time.advance(1000);
        assertThat(member.consumer().snapshot().queues())
                .filteredOn(queue -> queue.queue().topic().equals("orders"))
                .allMatch(queue -> queue.cachedMessages() == 10);
        Map<MessageQueue, Long> ends = new HashMap<>();
        queues().forEach(queue -> ends.put(queue, 10L));

        member.consumer().resetOffsets(ends);
        member.workersBusy(false);
        time.advance(6000);

        assertThat(member.delivered()).isEmpty();
        queues().forEach(queue -> assertThat(cluster.committed(GROUP, queue)).hasValue(10));
    }

    @Test
    void eachMemberTakesWhatItHoldsOfTheTable() {
        SimulatedMember other = member("b");
        start();
        other.start();
        time.await(
                "they share",
                5000,
                () -> other.assignment().size() == 5 && member.assignment().size() == 5);
        send(10);
        time.await("all are consumed", 5000, () -> delivered(member, other) == 80);
        time.advance(6000);
        Map<MessageQueue, Long> starts = new HashMap<>();
        queues().forEach(queue -> starts.put(queue, 0L));
        starts.put(new MessageQueue("invoices", "broker-a", 0), 0L);

        member.consumer().resetOffsets(starts);
        time.advance(3000);
        assertThat(delivered(member, other)).isEqualTo(120);

        other.consumer().resetOffsets(starts);
        time.advance(3000);
        assertThat(delivered(member, other)).isEqualTo(160);
    }

    @Test
    void anOffsetThatTheBrokerDoesNotConfirmAtOnceIsCommittedAgain() {
        start();
        send(10);
        time.await("all are consumed", 5000, () -> member.delivered().size() == 80);
        time.advance(6000);
        cluster.broker(queue(0).brokerName()).up(false);

        member.consumer().resetOffsets(Map.of(queue(0), 3L));
        time.advance(2500);
        cluster.broker(queue(0).brokerName()).up(true);

        time.await("seven come again", 5000, () -> member.delivered().size() == 87);
    }

    @Test
    void anOffsetThatTheBrokerMovesIsCommittedAtOnceAndGoneOnFrom() {
        send(10);
        cluster.broker(queue(0).brokerName()).store().commit(GROUP, queue(0), 500);
        start();

        time.await("the offset is set right", 100, () -> cluster.committed(GROUP, queue(0))
                .equals(OptionalLong.of(10)));

        time.await("it holds all again", 1000, () -> member.assignment().size() == 10);
        cluster.send(queue(0), "behind", Map.of());
        time.await("the next message comes", 5000, () -> member.deliveredIds().contains("behind"));
        assertThat(member.delivered()).hasSize(71);
    }

    @Test
    void aQueueWhosePositionIsNotKnownYetKeepsTheCommittedOffset() {
        start();
        send(10);
        time.await("all are consumed", 5000, () -> member.delivered().size() == 80);
        member.consumer().leave();
        time.advance(6000);
        SimulatedMember next = member("n");
        cluster.broker(queue(0).brokerName()).up(false);
        next.start();
        time.advance(3000);

        next.consumer().resetOffsets(Map.of(queue(0), 3L));
        cluster.broker(queue(0).brokerName()).up(true);

        time.await("it holds all", 20_000, () -> next.assignment().size() == 10);
        time.advance(6000);
        assertThat(next.delivered()).isEmpty();
        assertThat(cluster.committed(GROUP, queue(0))).hasValue(10);
    }

    private void start() {
        member.start();
        time.await("it holds all", 5000, () -> member.assignment().size() == 10);
    }

    private SimulatedMember member(String clientId) {
        PushConsumerOptions options = PushConsumerOptions.builder(GROUP.name())
                .subscribe("orders")
                .startPosition(StartPosition.earliest())
                .build();
        return new SimulatedMember(time, cluster, clientId, options);
    }

    private List<MessageQueue> queues() {
        return cluster.allQueues("orders");
    }

    private MessageQueue queue(int index) {
        return queues().get(index);
    }

    private void send(int perQueue) {
        for (MessageQueue queue : queues()) {
            for (int i = 0; i < perQueue; i++) {
                cluster.send(queue, queue + "#" + i, Map.of());
            }
        }
    }

    private static int delivered(SimulatedMember one, SimulatedMember other) {
        return one.delivered().size() + other.delivered().size();
    }
}
