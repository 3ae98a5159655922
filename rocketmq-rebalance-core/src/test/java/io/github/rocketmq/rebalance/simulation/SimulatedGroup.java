package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Two brokers, the topic "orders" with four queues on each, and a group that begins at the oldest message. */
final class SimulatedGroup {

    static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    static final MessageQueue FIRST = new MessageQueue("orders", "broker-a", 0);

    final VirtualScheduler time = new VirtualScheduler();
    final SimulatedCluster cluster = new SimulatedCluster(time, 2, 2);
    private int sent;

    SimulatedGroup() {
        cluster.createTopic("orders", 4);
    }

    static PushConsumerOptions.Builder options() {
        return PushConsumerOptions.builder(GROUP.name()).subscribe("orders").startPosition(StartPosition.earliest());
    }

    SimulatedMember member(String id, PushConsumerOptions.Builder options) {
        return new SimulatedMember(time, cluster, id, options.build());
    }

    /** Starts it and waits until it consumes so many queues. */
    SimulatedMember running(SimulatedMember member, int queues) {
        member.start();
        time.await(
                "it consumes " + queues + " queues",
                20_000,
                () -> member.assignment().size() == queues);
        return member;
    }

    /** Sends messages m0, m1, ... to the topic's queues in turn. */
    void send(int count) {
        List<MessageQueue> queues = cluster.allQueues("orders");
        for (int i = 0; i < count; i++) {
            cluster.send(queues.get(sent % queues.size()), "m" + sent, Map.of());
            sent++;
        }
    }

    /** Sends messages to one queue only. */
    void sendTo(MessageQueue queue, int count) {
        for (int i = 0; i < count; i++) {
            cluster.send(queue, "m" + sent, Map.of());
            sent++;
        }
    }

    void leave(SimulatedMember member) {
        member.consumer().leave();
        time.await("it has left", 60_000, () -> member.consumer().snapshot().state() == ConsumerState.CLOSED);
    }

    static Set<String> delivered(SimulatedMember... members) {
        Set<String> ids = new HashSet<>();
        for (SimulatedMember member : members) {
            ids.addAll(member.deliveredIds());
        }
        return ids;
    }

    static Set<MessageQueue> owned(SimulatedMember... members) {
        Set<MessageQueue> queues = new TreeSet<>();
        for (SimulatedMember member : members) {
            queues.addAll(member.assignment());
        }
        return queues;
    }

    static QueueSnapshot snapshot(SimulatedMember member, MessageQueue queue) {
        return member.consumer().snapshot().queues().stream()
                .filter(held -> held.queue().equals(queue))
                .findFirst()
                .orElseThrow(() -> new AssertionError(queue + " is not held"));
    }
}
