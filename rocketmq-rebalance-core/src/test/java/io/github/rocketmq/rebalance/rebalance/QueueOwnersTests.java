package io.github.rocketmq.rebalance.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class QueueOwnersTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final ClientId SELF = new ClientId("a");
    private static final ClientId OTHER = new ClientId("b");

    @Test
    void namesEveryQueueForTheMemberThatWorksItOutForItself() {
        GroupView view = view(new TopicView.Known(queues(5)));

        SortedMap<MessageQueue, ClientId> owners = QueueOwners.of(GROUP, SELF, view, new AverageAllocation());

        assertThat(owners.keySet()).containsExactlyElementsOf(queues(5));
        for (ClientId member : List.of(SELF, OTHER)) {
            assertThat(RebalancePlan.of(GROUP, member, view, new TreeSet<>(), new AverageAllocation())
                            .target())
                    .allSatisfy(queue -> assertThat(owners).containsEntry(queue, member));
        }
    }

    @Test
    void knowsOnlyItsOwnOfWhatABrokerAssigns() {
        assertThat(QueueOwners.of(GROUP, SELF, view(new TopicView.Assigned(queues(2))), new AverageAllocation()))
                .containsOnlyKeys(queues(2))
                .containsValue(SELF)
                .doesNotContainValue(OTHER);
    }

    @Test
    void leavesOutWhatCannotBeShared() {
        AllocationStrategy broken = new AllocationStrategy() {
            @Override
            public String name() {
                return "BROKEN";
            }

            @Override
            public List<MessageQueue> allocate(AllocationRequest request) {
                throw new IllegalStateException("no idea");
            }
        };

        assertThat(QueueOwners.of(GROUP, SELF, view(new TopicView.Known(queues(2))), broken))
                .isEmpty();
        assertThat(QueueOwners.of(GROUP, SELF, view(new TopicView.Unknown("away")), new AverageAllocation()))
                .isEmpty();
    }

    private static GroupView view(TopicView topic) {
        return new GroupView(List.of(SELF, OTHER), new TreeMap<>(Map.of("orders", topic)));
    }

    private static SortedSet<MessageQueue> queues(int count) {
        SortedSet<MessageQueue> queues = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            queues.add(new MessageQueue("orders", "broker-a", i));
        }
        return queues;
    }
}
