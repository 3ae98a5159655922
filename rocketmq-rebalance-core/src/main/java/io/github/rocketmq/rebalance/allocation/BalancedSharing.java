package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StableHash;
import java.util.ArrayList;
import java.util.List;

/** One topic shared among all members of a group: the owner of every queue. */
final class BalancedSharing {

    private final List<MessageQueue> queues;
    private final BalancedMembers members;
    private final int[] owners;

    private BalancedSharing(List<MessageQueue> queues, BalancedMembers members, int[] owners) {
        this.queues = queues;
        this.members = members;
        this.owners = owners;
    }

    /**
     * Shares a topic.
     *
     * @param queues sorted
     */
    static BalancedSharing of(
            ConsumerGroup group, String topic, List<MessageQueue> queues, BalancedMembers members, BrokerZones zones) {
        long ofTopic = StableHash.extend(StableHash.START, group.name() + '\n' + topic + '\n');
        long[] hashes = new long[queues.size()];
        String[] zoneOf = new String[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            MessageQueue queue = queues.get(i);
            hashes[i] = StableHash.mix(StableHash.extend(ofTopic, queue.brokerName() + '\n' + queue.queueId()));
            zoneOf[i] = zones.of(queue.brokerName());
        }
        int[] owners =
                Balancing.owners(new PairScores(members, hashes, zoneOf), members.quotas(hashes.length), hashes.length);
        return new BalancedSharing(queues, members, owners);
    }

    /** Whether it is what these members share, and how. */
    boolean isOf(List<MessageQueue> otherQueues, BalancedMembers otherMembers) {
        return members == otherMembers && queues.equals(otherQueues);
    }

    /** The queues of one member. */
    List<MessageQueue> of(ClientId member) {
        int self = members.indexOf(member);
        List<MessageQueue> mine = new ArrayList<>();
        for (int i = 0; i < owners.length; i++) {
            if (owners[i] == self) {
                mine.add(queues.get(i));
            }
        }
        return mine;
    }

    /** The owner of each queue, by its place among the members. */
    int[] owners() {
        return owners.clone();
    }
}
