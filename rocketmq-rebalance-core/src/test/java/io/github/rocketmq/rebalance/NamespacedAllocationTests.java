package io.github.rocketmq.rebalance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import io.github.rocketmq.rebalance.allocation.ConsistentHashAllocation;
import io.github.rocketmq.rebalance.allocation.MemberTag;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.namespace.Namespace;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueConsistentHash;
import org.junit.jupiter.api.Test;

class NamespacedAllocationTests {

    private static final Namespace SHOP = new Namespace("shop");
    private static final List<String> MEMBERS = List.of("10.0.0.1@1", "10.0.0.2@2", "10.0.0.3@3");

    @Test
    void consistentHashAgreesWithApachesMembersOfTheNamespace() {
        AllocationStrategy ours = NamespacedAllocation.of(new ConsistentHashAllocation(), SHOP);
        List<MessageQueue> queues = IntStream.range(0, 16)
                .mapToObj(i -> new MessageQueue("orders", "broker-a", i))
                .toList();
        List<org.apache.rocketmq.common.message.MessageQueue> apaches = IntStream.range(0, 16)
                .mapToObj(i -> new org.apache.rocketmq.common.message.MessageQueue("shop%orders", "broker-a", i))
                .toList();
        for (String member : MEMBERS) {
            List<Integer> expected = new AllocateMessageQueueConsistentHash()
                    .allocate("shop%g", member, apaches, MEMBERS).stream()
                            .map(org.apache.rocketmq.common.message.MessageQueue::getQueueId)
                            .toList();

            List<MessageQueue> mine = ours.allocate(new AllocationRequest(
                    new ConsumerGroup("g"),
                    "orders",
                    queues,
                    MEMBERS.stream().map(ClientId::new).toList(),
                    new ClientId(member)));

            assertThat(mine).allMatch(queues::contains);
            assertThat(mine.stream().map(MessageQueue::queueId)).containsExactlyElementsOf(expected);
        }
    }

    @Test
    void balancedAgreesWithMembersThatWriteTheNamespaceThemselves() {
        BalancedRendezvousAllocation balanced = new BalancedRendezvousAllocation();
        AllocationStrategy ours = NamespacedAllocation.of(balanced, SHOP);
        List<ClientId> members = MEMBERS.stream()
                .map(member -> new ClientId(member + new MemberTag("on-" + member.substring(9), "", 1).suffix()))
                .toList();
        for (ClientId self : members) {
            List<Integer> mine = ours.allocate(request("g", "orders", members, self)).stream()
                    .map(MessageQueue::queueId)
                    .toList();
            List<Integer> theirs = balanced.allocate(request("shop%g", "shop%orders", members, self)).stream()
                    .map(MessageQueue::queueId)
                    .toList();

            assertThat(mine).isEqualTo(theirs);
        }
        assertThat(ours.nameAtBrokers()).isEqualTo("AVG");
    }

    private static AllocationRequest request(String group, String topic, List<ClientId> members, ClientId self) {
        return new AllocationRequest(
                new ConsumerGroup(group),
                topic,
                IntStream.range(0, 16)
                        .mapToObj(i -> new MessageQueue(topic, "broker-a", i))
                        .toList(),
                members,
                self);
    }

    @Test
    void strategiesToWhichNamesAreOnlyNamesSeeThoseOfTheApplication() {
        AllocationStrategy average = new AverageAllocation();

        assertThat(NamespacedAllocation.of(average, SHOP)).isSameAs(average);
    }
}
