package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.AverageAllocation;
import io.github.rocketmq.rebalance.allocation.CircularAllocation;
import io.github.rocketmq.rebalance.allocation.ConsistentHashAllocation;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.rocketmq.client.consumer.AllocateMessageQueueStrategy;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragely;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueAveragelyByCircle;
import org.apache.rocketmq.client.consumer.rebalance.AllocateMessageQueueConsistentHash;

/** A new group on a new topic, with members of ours and of Apache's that come and go by name. */
final class MixedGroup implements AutoCloseable {

    /** Apache's client looks again after 20 s if its first look came too early. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The same rule in both clients. */
    enum Strategy {
        AVG,
        AVG_BY_CIRCLE,
        CONSISTENT_HASH;

        AllocationStrategy ours() {
            return switch (this) {
                case AVG -> new AverageAllocation();
                case AVG_BY_CIRCLE -> new CircularAllocation();
                case CONSISTENT_HASH -> new ConsistentHashAllocation();
            };
        }

        AllocateMessageQueueStrategy theirs() {
            return switch (this) {
                case AVG -> new AllocateMessageQueueAveragely();
                case AVG_BY_CIRCLE -> new AllocateMessageQueueAveragelyByCircle();
                case CONSISTENT_HASH -> new AllocateMessageQueueConsistentHash();
            };
        }
    }

    private final String topic;
    private final String group = SharedCluster.unique("mixed");
    private final Strategy strategy;
    private final ConsumeMode mode;
    private final GroupPeer.Handler handler;
    private final Set<MessageQueue> queues = new TreeSet<>();
    private final Map<String, GroupPeer> peers = new TreeMap<>();

    MixedGroup(Strategy strategy, ConsumeMode mode, int queuesPerBroker, GroupPeer.Handler handler) {
        this.topic = SharedCluster.topic(queuesPerBroker);
        this.strategy = strategy;
        this.mode = mode;
        this.handler = handler;
        for (String broker : SharedCluster.get().brokerNames()) {
            for (int queue = 0; queue < queuesPerBroker; queue++) {
                queues.add(new MessageQueue(topic, broker, queue));
            }
        }
    }

    String topic() {
        return topic;
    }

    /** The topic's queues, without the retry topic's. */
    Set<MessageQueue> queues() {
        return queues;
    }

    /** Starts a member: one of Apache's if its name begins with {@code apache}, else one of ours. */
    void join(String name) {
        String instance = group + "-" + name;
        peers.put(
                name,
                name.startsWith("apache")
                        ? new ApachePeer(instance, group, topic, strategy.theirs(), mode, handler)
                        : new OurPeer(instance, group, topic, strategy.ours(), mode, handler));
    }

    void leave(String name) {
        GroupPeer peer = peers.remove(name);
        if (peer == null) {
            throw new IllegalArgumentException("no member '" + name + "' among " + peers.keySet());
        }
        peer.close();
    }

    /** Waits until every queue, the retry topic's too, is with exactly one member. */
    void awaitShared(String when) {
        Set<MessageQueue> expected = new TreeSet<>(queues);
        for (String broker : SharedCluster.get().brokerNames()) {
            expected.add(new MessageQueue(new ConsumerGroup(group).retryTopic(), broker, 0));
        }
        await(when).atMost(PATIENCE).untilAsserted(() -> {
            List<MessageQueue> held = new ArrayList<>();
            peers.values().forEach(peer -> held.addAll(peer.assignment()));
            assertThat(held).as("%s %s", when, assignments()).containsExactlyInAnyOrderElementsOf(expected);
        });
    }

    /** Who has what. */
    Map<String, Set<MessageQueue>> assignments() {
        Map<String, Set<MessageQueue>> assignments = new TreeMap<>();
        peers.values().forEach(peer -> assignments.put(peer.name(), peer.assignment()));
        return assignments;
    }

    @Override
    public void close() {
        peers.values().forEach(GroupPeer::close);
    }
}
