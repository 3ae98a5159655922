package io.github.rocketmq.rebalance.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StableHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BalancedRendezvousAllocationTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final ClientId FOREIGN = new ClientId("10.0.0.9@4711#1");

    private final BalancedRendezvousAllocation balanced = new BalancedRendezvousAllocation();

    @Test
    void isFoundByItsNamesAndAsksBrokersForWhatTheyKnow() {
        assertThat(AllocationStrategies.named("BALANCED")).isInstanceOf(BalancedRendezvousAllocation.class);
        assertThat(AllocationStrategies.named("balanced").name()).isEqualTo("BALANCED");
        assertThat(balanced.nameAtBrokers()).isEqualTo("AVG");
        assertThat(new BalancedRendezvousAllocation(new CircularAllocation(), BrokerZones.byPrefix()).nameAtBrokers())
                .isEqualTo("AVG_BY_CIRCLE");
    }

    @Test
    void sharesByTheOtherStrategyUntilTheLastForeignMemberHasLeft() {
        SharedTopic own = topic("orders", 10, ids("web-0", "web-1", "web-2"));
        SharedTopic mixed = topic(
                "orders",
                10,
                Stream.concat(own.members().stream(), Stream.of(FOREIGN)).toList());
        Map<ClientId, List<MessageQueue>> before = own.shares(balanced);

        assertThat(mixed.shares(balanced)).isEqualTo(mixed.shares(new AverageAllocation()));
        assertThat(mixed.shares(new BalancedRendezvousAllocation(new CircularAllocation(), BrokerZones.byPrefix())))
                .isEqualTo(mixed.shares(new CircularAllocation()));
        assertThat(own.shares(balanced)).isEqualTo(before);
    }

    @Test
    void aMemberOfALaterVersionOfTheAlgorithmIsForeign() {
        List<ClientId> members = new ArrayList<>(ids("web-0", "web-1"));
        members.add(new ClientId("10.0.0.7@1#1~b2~web-2"));
        SharedTopic topic = topic("orders", 9, members);

        assertThat(topic.shares(balanced)).isEqualTo(topic.shares(new AverageAllocation()));
    }

    @Test
    void aMemberThatIsListedTwiceCountsOnce() {
        SharedTopic once = topic("orders", 9, ids("web-0", "web-1", "web-2"));
        List<ClientId> listed = new ArrayList<>(once.members());
        listed.add(once.members().get(1));

        assertThat(topic("orders", 9, listed).shares(balanced)).isEqualTo(once.shares(balanced));
    }

    @Test
    void aMemberThatComesBackUnderItsKeyHasItsQueuesAgain() {
        ClientId before = id("10.0.0.1@7#1", "web-1");
        ClientId after = id("10.0.3.200@1#99", "web-1");
        List<ClientId> others = ids("web-0", "web-2", "web-3");

        Map<ClientId, List<MessageQueue>> first =
                topic("orders", 31, with(others, before)).shares(balanced);
        Map<ClientId, List<MessageQueue>> second =
                topic("orders", 31, with(others, after)).shares(balanced);

        assertThat(second.get(after)).isEqualTo(first.get(before));
        others.forEach(other -> assertThat(second.get(other)).isEqualTo(first.get(other)));
    }

    @Test
    void ofTwoMembersWithOneKeyTheSmallerClientIdHasItsQueues() {
        ClientId alone = id("10.0.0.1@7#1", "web-1");
        ClientId beside = id("10.0.0.1@8#2", "web-1");
        List<MessageQueue> queues = topic("orders", 64, List.of(alone)).queues();
        BalancedMembers both = BalancedMembers.of(List.of(alone, beside)).orElseThrow();

        assertThat(both.hash(0)).isEqualTo(StableHash.ofText("web-1"));
        assertThat(both.hash(1)).isEqualTo(StableHash.ofText(beside.value()));
        assertThat(topic("orders", 64, List.of(alone, beside)).shares(balanced).values())
                .allSatisfy(share -> assertThat(share).hasSize(queues.size() / 2));
    }

    @Test
    void topicsAreSharedIndependently() {
        List<ClientId> members = ids("web-0", "web-1", "web-2", "web-3");
        List<Integer> orders =
                numbers(topic("orders", 40, members).shares(balanced).get(members.get(0)));
        List<Integer> payments =
                numbers(topic("payments", 40, members).shares(balanced).get(members.get(0)));

        assertThat(orders).hasSize(10);
        assertThat(payments).hasSize(10).isNotEqualTo(orders);
    }

    @Test
    void oneResultServesAllMembersOfAProcessUntilQueuesOrMembersChange() {
        AtomicInteger worked = new AtomicInteger();
        BalancedRendezvousAllocation counted = new BalancedRendezvousAllocation(new AverageAllocation(), broker -> {
            worked.incrementAndGet();
            return "";
        });
        SharedTopic topic = topic("orders", 12, ids("web-0", "web-1", "web-2"));

        topic.shares(counted);
        topic.shares(counted);
        topic.shuffled(new Random(1)).shares(counted);
        assertThat(worked).hasValue(12);

        topic("orders", 13, topic.members()).shares(counted);
        assertThat(worked).hasValue(12 + 13);
        topic("orders", 13, ids("web-0", "web-1")).shares(counted);
        assertThat(worked).hasValue(12 + 13 + 13);
    }

    @Test
    void whatIsRememberedNeverChangesAResult() {
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            SharedTopic topic = SharedTopic.random(random, 8, 40);
            SharedTopic known = new SharedTopic(GROUP, topic.topic(), topic.queues(), topic.members(), topic.zones());

            assertThat(known.shares(balanced)).isEqualTo(known.shares(new BalancedRendezvousAllocation()));
        }
    }

    @Test
    void droppedTopicsAreForgotten() {
        Recent<String, Integer> recent = new Recent<>();
        IntStream.range(0, 1000).forEach(i -> recent.put("dropped-" + i, i));
        for (int look = 0; look < 20_000; look++) {
            if (recent.get("kept") == null) {
                recent.put("kept", 1);
            }
        }

        assertThat(recent.size()).isLessThanOrEqualTo(2);
        assertThat(recent.get("kept")).isEqualTo(1);
    }

    @Test
    void severalGroupsMayAskAtOnce() throws InterruptedException, ExecutionException {
        ExecutorService loops = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int loop = 0; loop < 4; loop++) {
                int seed = loop;
                done.add(loops.submit(() -> {
                    Random random = new Random(seed % 2);
                    for (int i = 0; i < 500; i++) {
                        SharedTopic topic = SharedTopic.random(random, 6, 30);
                        assertThat(topic.shares(balanced)).isEqualTo(topic.shares(new BalancedRendezvousAllocation()));
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            loops.shutdown();
        }
    }

    @Test
    void ofEqualScoresTheSmallerQueueIsKept() {
        BestKept kept = new BestKept(new int[] {2});

        assertThat(kept.offer(0, 5, 10)).isEqualTo(BestKept.NONE);
        assertThat(kept.offer(0, 3, 10)).isEqualTo(BestKept.NONE);
        assertThat(kept.offer(0, 4, 10)).isEqualTo(5);
        assertThat(kept.offer(0, 7, 10)).isEqualTo(7);
        assertThat(kept.wouldKeep(0, 2, 10)).isTrue();
        assertThat(kept.wouldKeep(0, 6, 10)).isFalse();
    }

    private static SharedTopic topic(String name, int queues, List<ClientId> members) {
        return new SharedTopic(
                GROUP,
                name,
                IntStream.range(0, queues)
                        .mapToObj(i -> new MessageQueue(name, "broker-" + i % 3, i / 3))
                        .toList(),
                members,
                BrokerZones.byPrefix());
    }

    private static List<ClientId> ids(String... keys) {
        return Stream.of(keys).map(key -> id("10.0.0.1@" + key.hashCode(), key)).toList();
    }

    private static ClientId id(String instance, String key) {
        return new ClientId(instance + new MemberTag(key, "", 1).suffix());
    }

    private static List<ClientId> with(List<ClientId> others, ClientId member) {
        return Stream.concat(others.stream(), Stream.of(member)).toList();
    }

    private static List<Integer> numbers(@Nullable List<MessageQueue> queues) {
        return queues == null
                ? List.of()
                : queues.stream()
                        .map(queue -> queue.queueId() * 3
                                + Integer.parseInt(queue.brokerName().substring(7)))
                        .toList();
    }
}
