package io.github.rocketmq.rebalance.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AverageAllocationTests {

    private static final int GROUPS_PER_SEED = 300;

    private final AverageAllocation average = new AverageAllocation();

    @Test
    void bearsTheNameThatApacheGaveIt() {
        assertThat(average.name()).isEqualTo("AVG");
    }

    @Test
    void givesEveryMemberARunOfNeighbours() {
        assertThat(shareOf("a", 8, "a", "b")).containsExactly(0, 1, 2, 3);
        assertThat(shareOf("b", 8, "a", "b")).containsExactly(4, 5, 6, 7);
    }

    @Test
    void givesTheFirstMembersOneMoreWhenQueuesDoNotDivideEvenly() {
        assertThat(shareOf("a", 8, "a", "b", "c")).containsExactly(0, 1, 2);
        assertThat(shareOf("b", 8, "a", "b", "c")).containsExactly(3, 4, 5);
        assertThat(shareOf("c", 8, "a", "b", "c")).containsExactly(6, 7);
    }

    @Test
    void givesMembersBeyondTheLastQueueNothing() {
        assertThat(shareOf("a", 2, "a", "b", "c")).containsExactly(0);
        assertThat(shareOf("b", 2, "a", "b", "c")).containsExactly(1);
        assertThat(shareOf("c", 2, "a", "b", "c")).isEmpty();
    }

    @Test
    void givesNothingOfATopicWithoutQueues() {
        assertThat(shareOf("a", 0, "a")).isEmpty();
    }

    @Test
    void givesALonelyMemberEverything() {
        assertThat(shareOf("a", 5, "a")).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void countsAMemberAsOftenAsItIsListedButGivesItOneShare() {
        assertThat(shareOf("a", 9, "a", "a", "b")).containsExactly(0, 1, 2);
        assertThat(shareOf("b", 9, "a", "a", "b")).containsExactly(6, 7, 8);
    }

    @Test
    void ordersMembersAsTextAndQueuesByBrokerBeforeId() {
        List<MessageQueue> queues = List.of(
                new MessageQueue("orders", "broker-b", 0),
                new MessageQueue("orders", "broker-a", 1),
                new MessageQueue("orders", "broker-a", 0));
        List<ClientId> members = List.of(new ClientId("10.0.0.9@1"), new ClientId("10.0.0.10@1"));

        assertThat(average.allocate(new AllocationRequest(
                        new ConsumerGroup("billing"), "orders", queues, members, new ClientId("10.0.0.10@1"))))
                .containsExactly(new MessageQueue("orders", "broker-a", 0), new MessageQueue("orders", "broker-a", 1));
    }

    @Test
    void isNotAskedByAMemberThatTheListLacks() {
        assertThatThrownBy(() -> shareOf("z", 4, "a", "b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("member z asks for queues of topic 'orders' but is not among the 2 members of group"
                        + " 'billing'");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 20_261_121})
    void leavesNoQueueOutGivesNoneTwiceAndDiffersByOneAtMost(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < GROUPS_PER_SEED; i++) {
            List<MessageQueue> queues = queues(random.nextInt(200));
            List<ClientId> members = distinctMembers(random, 1 + random.nextInt(100));

            List<List<MessageQueue>> shares = members.stream()
                    .map(self -> average.allocate(request(queues, members, self)))
                    .toList();

            assertThat(shares.stream().flatMap(List::stream))
                    .as("seed %d, group %d", seed, i)
                    .containsExactlyInAnyOrderElementsOf(queues);
            IntSummaryStatistics sizes = shares.stream().mapToInt(List::size).summaryStatistics();
            assertThat(sizes.getMax() - sizes.getMin())
                    .as("seed %d, group %d", seed, i)
                    .isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 20_261_121})
    void reckonsAsApacheDoesEvenWithMembersListedSeveralTimes(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < GROUPS_PER_SEED; i++) {
            List<MessageQueue> queues = queues(random.nextInt(60));
            List<ClientId> members = new ArrayList<>(distinctMembers(random, 1 + random.nextInt(20)));
            for (int repeated = random.nextInt(6); repeated > 0; repeated--) {
                members.add(members.get(random.nextInt(members.size())));
            }
            Collections.shuffle(members, random);

            for (ClientId self : members) {
                assertThat(average.allocate(request(queues, members, self)))
                        .as("seed %d, group %d, member %s of %s", seed, i, self, members)
                        .isEqualTo(apaches(queues, members.stream().sorted().toList(), self));
            }
        }
    }

    /** The arithmetic as Apache's clients do it, step by step. */
    private static List<MessageQueue> apaches(List<MessageQueue> queues, List<ClientId> members, ClientId self) {
        int index = members.indexOf(self);
        int mod = queues.size() % members.size();
        boolean oneMore = mod > 0 && index < mod;
        int size = queues.size() <= members.size()
                ? 1
                : oneMore ? queues.size() / members.size() + 1 : queues.size() / members.size();
        int start = oneMore ? index * size : index * size + mod;
        int range = Math.min(size, queues.size() - start);
        return IntStream.range(0, Math.max(0, range))
                .mapToObj(i -> queues.get((start + i) % queues.size()))
                .toList();
    }

    private List<Integer> shareOf(String self, int queues, String... members) {
        List<ClientId> ids = Stream.of(members).map(ClientId::new).toList();
        return average.allocate(request(queues(queues), ids, new ClientId(self))).stream()
                .map(MessageQueue::queueId)
                .toList();
    }

    private static AllocationRequest request(List<MessageQueue> queues, List<ClientId> members, ClientId self) {
        return new AllocationRequest(new ConsumerGroup("billing"), "orders", queues, members, self);
    }

    private static List<MessageQueue> queues(int count) {
        return IntStream.range(0, count)
                .mapToObj(id -> new MessageQueue("orders", "broker-a", id))
                .toList();
    }

    private static List<ClientId> distinctMembers(Random random, int count) {
        return random.ints(0, 1_000_000)
                .distinct()
                .limit(count)
                .mapToObj(id -> new ClientId("10.0.0." + id % 250 + "@" + id))
                .toList();
    }
}
