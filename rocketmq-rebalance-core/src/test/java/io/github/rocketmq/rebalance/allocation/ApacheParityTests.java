package io.github.rocketmq.rebalance.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMachineRoomNearby;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragelyByCircle;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueByConfig;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueByMachineRoom;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueConsistentHash;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Members of ours and of Apache's in one group must come to the same answer, or queues are lost or consumed twice. */
class ApacheParityTests {

    private static final int CASES = 400;

    private static final MachineRooms ROOMS = new MachineRooms() {
        @Override
        public String ofBroker(MessageQueue queue) {
            return queue.brokerName().split("@", -1)[0];
        }

        @Override
        public String ofMember(ClientId member) {
            return member.value().split("@", -1)[0];
        }
    };

    private static final AllocateMachineRoomNearby.MachineRoomResolver APACHES_ROOMS =
            new AllocateMachineRoomNearby.MachineRoomResolver() {
                @Override
                public String brokerDeployIn(org.apache.rocketmq.common.message.MessageQueue queue) {
                    return queue.getBrokerName().split("@", -1)[0];
                }

                @Override
                public String consumerDeployIn(String clientId) {
                    return clientId.split("@", -1)[0];
                }
            };

    private record Pair(AllocationStrategy ours, AllocateMessageQueueStrategy apaches) {}

    @TestFactory
    Stream<DynamicTest> everyMemberGetsWhatApachesClientWouldGiveIt() {
        return Stream.of(
                        new Pair(new AverageAllocation(), new AllocateMessageQueueAveragely()),
                        new Pair(new CircularAllocation(), new AllocateMessageQueueAveragelyByCircle()),
                        new Pair(new ConsistentHashAllocation(), new AllocateMessageQueueConsistentHash()),
                        new Pair(new ConsistentHashAllocation(3), new AllocateMessageQueueConsistentHash(3)),
                        new Pair(new MachineRoomAllocation(Set.of("r0", "r2")), apachesRooms()),
                        new Pair(
                                new NearbyMachineRoomAllocation(new AverageAllocation(), ROOMS),
                                new AllocateMachineRoomNearby(new AllocateMessageQueueAveragely(), APACHES_ROOMS)),
                        new Pair(
                                new NearbyMachineRoomAllocation(new CircularAllocation(), ROOMS),
                                new AllocateMachineRoomNearby(
                                        new AllocateMessageQueueAveragelyByCircle(), APACHES_ROOMS)))
                .map(pair -> DynamicTest.dynamicTest(pair.ours().name(), () -> {
                    assertThat(pair.ours().name()).isEqualTo(pair.apaches().getName());
                    for (int seed = 0; seed < CASES; seed++) {
                        compare(pair, seed);
                    }
                }));
    }

    @Test
    void chosenQueuesAreThoseOfApachesConfigAsFarAsTheyExist() {
        MessageQueue queue = new MessageQueue("orders", "broker-a", 1);
        MessageQueue gone = new MessageQueue("orders", "broker-a", 9);
        AllocateMessageQueueByConfig apaches = new AllocateMessageQueueByConfig();
        ConfiguredAllocation ours = new ConfiguredAllocation(List.of(gone, queue));

        assertThat(ours.name()).isEqualTo(apaches.getName());
        assertThat(ours.allocate(new AllocationRequest(
                        new ConsumerGroup("g"),
                        "orders",
                        List.of(queue),
                        List.of(new ClientId("a")),
                        new ClientId("a"))))
                .containsExactly(queue);
    }

    @Test
    void strategiesAreFoundByApachesNameAndInWords() {
        assertThat(AllocationStrategies.named("AVG")).isInstanceOf(AverageAllocation.class);
        assertThat(AllocationStrategies.named("circle")).isInstanceOf(CircularAllocation.class);
        assertThat(AllocationStrategies.named("CONSISTENT_HASH")).isInstanceOf(ConsistentHashAllocation.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllocationStrategies.named("sticky"))
                .withMessageContaining("'sticky'")
                .withMessageContaining("averagely");
    }

    private static void compare(Pair pair, int seed) {
        Random random = new Random(seed);
        String topic = random.nextInt(4) == 0 ? "%RETRY%g" : "topic-" + random.nextInt(3);
        List<MessageQueue> queues = new ArrayList<>();
        for (int broker = 0; broker <= random.nextInt(5); broker++) {
            String name = "r" + random.nextInt(4) + "@broker-" + broker;
            for (int id = 0; id <= random.nextInt(12); id++) {
                queues.add(new MessageQueue(topic, name, id));
            }
        }
        List<ClientId> members = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(20); i++) {
            ClientId member = new ClientId("r" + random.nextInt(4) + "@10.0.0." + i + "@" + random.nextInt(9999));
            members.addAll(Collections.nCopies(random.nextInt(6) == 0 ? 2 : 1, member));
        }
        Collections.sort(queues);
        Collections.sort(members);
        for (ClientId self : members) {
            List<MessageQueue> ours =
                    pair.ours().allocate(new AllocationRequest(new ConsumerGroup("g"), topic, queues, members, self));
            List<String> apaches = pair
                    .apaches()
                    .allocate(
                            "g",
                            self.value(),
                            queues.stream().map(ApacheParityTests::apaches).toList(),
                            members.stream().map(ClientId::value).toList())
                    .stream()
                    .map(String::valueOf)
                    .sorted()
                    .toList();

            assertThat(ours.stream().map(MessageQueue::ringKey).sorted())
                    .as("seed %s, member %s of %s", seed, self, members)
                    .containsExactlyElementsOf(apaches);
        }
    }

    private static AllocateMessageQueueByMachineRoom apachesRooms() {
        AllocateMessageQueueByMachineRoom strategy = new AllocateMessageQueueByMachineRoom();
        strategy.setConsumeridcs(Set.of("r0", "r2"));
        return strategy;
    }

    private static org.apache.rocketmq.common.message.MessageQueue apaches(MessageQueue queue) {
        return new org.apache.rocketmq.common.message.MessageQueue(queue.topic(), queue.brokerName(), queue.queueId());
    }
}
