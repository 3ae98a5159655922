package io.github.rocketmq.rebalance.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Zones and weights of 400 queues. Prints what it finds. */
class BalancedAllocationZoneTests {

    private static final int QUEUES = 400;

    /** The farthest that the design's prototype was from the least possible number. */
    private static final int MOST_ABOVE_THE_LEAST = 12;

    private final Random random = new Random(20_261_121);

    @ParameterizedTest
    @CsvSource({
        // Members of three zones, then queues of their brokers.
        "10, 10, 10, 133, 133, 134",
        "10, 10, 10, 200, 100, 100",
        "13, 7, 10, 133, 133, 134",
        "20, 10, 10, 200, 100, 100",
        "7, 7, 7, 133, 133, 134",
        "30, 3, 3, 300, 50, 50",
        "33, 33, 34, 100, 100, 200",
        "12, 11, 0, 133, 133, 134",
    })
    void fewQueuesLeaveTheirZone(int m1, int m2, int m3, int q1, int q2, int q3) {
        int[] members = {m1, m2, m3};
        int[] queues = {q1, q2, q3};
        int rounds = 10;
        int left = 0;
        int blind = 0;
        for (int round = 0; round < rounds; round++) {
            left += crossings(topic(members, queues, BrokerZones.byPrefix()));
            blind += crossings(topic(members, queues, broker -> ""));
        }
        int least = leastCrossings(members, queues);
        System.out.printf(
                "members %d %d %d, queues %d %d %d: %.1f leave their zone, at least %d must, zone-blind %.1f%n",
                m1, m2, m3, q1, q2, q3, left / (double) rounds, least, blind / (double) rounds);

        assertThat(left).isBetween(rounds * least, rounds * (least + MOST_ABOVE_THE_LEAST));
        assertThat(blind).isGreaterThan(left);
    }

    @Test
    void zonesCostNoBalance() {
        SharedTopic topic = topic(new int[] {9, 2, 14}, new int[] {210, 150, 40}, BrokerZones.byPrefix());

        assertThat(topic.extras(topic.owners())).containsOnly(0);
    }

    @Test
    void queuesOfAZoneWithoutMembersAndThoseWithoutAZoneGoToAnybody() {
        SharedTopic zoneless = topic(new int[] {5, 5, 5}, new int[] {0, 0, 0}, BrokerZones.byPrefix());
        SharedTopic elsewhere = topic(new int[] {5, 5, 0}, new int[] {0, 0, 400}, BrokerZones.byPrefix());

        assertThat(zoneless.extras(zoneless.owners())).containsOnly(0, 1);
        assertThat(crossings(zoneless)).isEqualTo(QUEUES);
        assertThat(elsewhere.owners())
                .isEqualTo(topicOf(elsewhere, broker -> "").owners());
    }

    @ParameterizedTest
    @CsvSource({"3, 1", "12, 3", "24, 3", "50, 3", "40, 100"})
    void weightedSharesAreLessThanAQueueFromTheExactOnes(int members, int weights) {
        List<ClientId> ids = IntStream.range(0, members)
                .mapToObj(i -> SharedTopic.member(random, new MemberTag("web-" + i, "", 1 + i % weights)))
                .toList();
        SharedTopic topic = new SharedTopic(
                new ConsumerGroup("billing"), "orders", queues("", QUEUES), ids, BrokerZones.byPrefix());
        double all = ids.stream()
                .mapToInt(id -> MemberTag.of(id).orElseThrow().weight())
                .sum();

        topic.shares(new BalancedRendezvousAllocation()).forEach((member, queues) -> {
            double exact = QUEUES * MemberTag.of(member).orElseThrow().weight() / all;
            assertThat(queues.size() - exact).isBetween(-0.999_999_999, 0.999_999_999);
        });
    }

    @Test
    void aWeightThatAllHaveChangesNothing() {
        SharedTopic light = SharedTopic.random(new Random(3), 1, 300);
        List<ClientId> ones = new ArrayList<>();
        List<ClientId> sevens = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ones.add(new ClientId("10.0.0." + i + "@1" + new MemberTag("web-" + i, "", 1).suffix()));
            sevens.add(new ClientId("10.0.0." + i + "@1" + new MemberTag("web-" + i, "", 7).suffix()));
        }

        assertThat(with(light, sevens).owners()).isEqualTo(with(light, ones).owners());
    }

    private SharedTopic topic(int[] members, int[] queues, BrokerZones zones) {
        List<ClientId> ids = new ArrayList<>();
        List<MessageQueue> all = new ArrayList<>();
        int written = 0;
        for (int zone = 0; zone < members.length; zone++) {
            for (int i = 0; i < members[zone]; i++) {
                ids.add(SharedTopic.member(
                        random, new MemberTag("web-" + Long.toHexString(random.nextLong()), "z" + zone, 1)));
            }
            all.addAll(queues("z" + zone + "@", queues[zone]));
            written += queues[zone];
        }
        all.addAll(queues("", QUEUES - written));
        return new SharedTopic(new ConsumerGroup("billing"), "orders", all, ids, zones);
    }

    private static List<MessageQueue> queues(String zone, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new MessageQueue("orders", zone + "broker-" + i % 4, i / 4))
                .toList();
    }

    private static SharedTopic topicOf(SharedTopic topic, BrokerZones zones) {
        return new SharedTopic(topic.group(), topic.topic(), topic.queues(), topic.members(), zones);
    }

    private static SharedTopic with(SharedTopic topic, List<ClientId> members) {
        return new SharedTopic(topic.group(), topic.topic(), topic.queues(), members, topic.zones());
    }

    /** How many queues have an owner outside of their zone. */
    private static int crossings(SharedTopic topic) {
        int crossings = 0;
        List<ClientId> members = topic.members().stream().sorted().toList();
        List<MessageQueue> queues = topic.queues().stream().sorted().toList();
        int[] owners = topic.owners();
        for (int i = 0; i < owners.length; i++) {
            String zone = MemberTag.of(members.get(owners[i])).orElseThrow().zone();
            if (!queues.get(i).brokerName().startsWith(zone + "@")) {
                crossings++;
            }
        }
        return crossings;
    }

    /** What must leave whoever allocates, if no member may have more than one queue more than another. */
    private static int leastCrossings(int[] members, int[] queues) {
        int all = IntStream.of(members).sum();
        int extras = QUEUES % all;
        int most = 0;
        for (int first = 0; first <= Math.min(extras, members[0]); first++) {
            for (int second = 0; second <= Math.min(extras - first, members[1]); second++) {
                int third = extras - first - second;
                if (third <= members[2]) {
                    int[] extra = {first, second, third};
                    most = Math.max(
                            most,
                            IntStream.range(0, members.length)
                                    .map(zone -> Math.min(queues[zone], members[zone] * (QUEUES / all) + extra[zone]))
                                    .sum());
                }
            }
        }
        return QUEUES - most;
    }
}
