package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A topic and the members that share it.
 *
 * @param members in any order, perhaps several times
 */
record SharedTopic(
        ConsumerGroup group, String topic, List<MessageQueue> queues, List<ClientId> members, BrokerZones zones) {

    private static final String[] WORDS = {"orders", "payments", "a", "stock-levels", "Größen", "topic_7", "audit"};

    /** Any group: brokers of different sizes, zones, weights, keys that several members have, members listed twice. */
    static SharedTopic random(Random random, int mostMembers, int mostQueues) {
        int count = 1 + random.nextInt(mostMembers);
        int zones = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
        int mostWeight = random.nextInt(3) == 0 ? 1 + random.nextInt(MemberTag.MAX_WEIGHT) : 1;
        int keys = random.nextInt(4) == 0 ? Math.max(1, count / 2) : 1_000_000;
        List<ClientId> members = new ArrayList<>();
        while (members.size() < count) {
            MemberTag tag = new MemberTag(
                    "web-" + random.nextInt(keys),
                    zones > 0 && random.nextInt(8) > 0 ? "zone-" + random.nextInt(zones + 1) : "",
                    1 + random.nextInt(mostWeight));
            members.add(member(random, tag));
            if (random.nextInt(20) == 0) {
                members.add(members.get(random.nextInt(members.size())));
            }
        }
        Collections.shuffle(members, random);
        String topic = WORDS[random.nextInt(WORDS.length)];
        List<MessageQueue> queues = new ArrayList<>();
        int wanted = random.nextInt(mostQueues + 1);
        for (int broker = 0; queues.size() < wanted; broker++) {
            String zone = zones > 0 && random.nextInt(8) > 0 ? "zone-" + random.nextInt(zones) + "@" : "";
            String name = zone + "broker-" + broker;
            int size = Math.min(wanted - queues.size(), 1 + random.nextInt(32));
            for (int id = 0; id < size; id++) {
                queues.add(new MessageQueue(topic, name, id));
            }
        }
        Collections.shuffle(queues, random);
        return new SharedTopic(
                new ConsumerGroup("group-" + random.nextInt(100)), topic, queues, members, BrokerZones.byPrefix());
    }

    /** A client id as this client makes them. */
    static ClientId member(Random random, MemberTag tag) {
        return new ClientId("10.0." + random.nextInt(256) + "." + random.nextInt(256) + "@"
                + (1 + random.nextInt(32_767)) + "#" + random.nextLong(1L << 50) + tag.suffix());
    }

    SharedTopic shuffled(Random random) {
        List<MessageQueue> otherQueues = new ArrayList<>(queues);
        List<ClientId> otherMembers = new ArrayList<>(members);
        Collections.shuffle(otherQueues, random);
        Collections.shuffle(otherMembers, random);
        return new SharedTopic(group, topic, otherQueues, otherMembers, zones);
    }

    AllocationRequest askedBy(ClientId self) {
        return new AllocationRequest(group, topic, queues, members, self);
    }

    /** Each member's answer of one strategy, as if every member were a process of its own. */
    Map<ClientId, List<MessageQueue>> shares(AllocationStrategy strategy) {
        Map<ClientId, List<MessageQueue>> shares = new TreeMap<>();
        members.forEach(self -> shares.computeIfAbsent(self, id -> strategy.allocate(askedBy(id))));
        return shares;
    }

    BalancedMembers balancedMembers() {
        return BalancedMembers.of(AllocationRequest.inOrder(members)).orElseThrow();
    }

    /** The members' places by queue, both sorted. */
    int[] owners() {
        return BalancedSharing.of(group, topic, queues.stream().sorted().toList(), balancedMembers(), zones)
                .owners();
    }

    /** How many queues each member has more than its floor, according to what {@link #owners} answered. */
    int[] extras(int[] owners) {
        BalancedMembers counted = balancedMembers();
        int[] extras = counted.quotas(queues.size()).floors();
        for (int i = 0; i < extras.length; i++) {
            extras[i] = -extras[i];
        }
        for (int owner : owners) {
            extras[owner]++;
        }
        return extras;
    }
}
