package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What name servers answer: they know at once which brokers are up, and clients ask them now and then. */
final class Routes {

    private static final int READ_AND_WRITE = 6;

    private final List<ProofBroker> brokers;
    private final Map<String, Integer> queues;
    private final Map<String, RouteReply> answers = new HashMap<>();

    Routes(List<ProofBroker> brokers, Map<String, Integer> queues) {
        this.brokers = brokers;
        this.queues = queues;
    }

    void changed() {
        answers.clear();
    }

    RouteReply of(String topic) {
        return answers.computeIfAbsent(topic, this::build);
    }

    private RouteReply build(String topic) {
        SortedMap<String, TopicRoute.BrokerNode> nodes = new TreeMap<>();
        List<TopicRoute.QueueRange> ranges = new ArrayList<>();
        int count = queues.getOrDefault(topic, 0);
        for (ProofBroker broker : brokers) {
            if (broker.isUp()) {
                nodes.put(
                        broker.name(),
                        new TopicRoute.BrokerNode(broker.name(), new TreeMap<>(Map.of(0L, broker.address()))));
                ranges.add(new TopicRoute.QueueRange(broker.name(), count, count, READ_AND_WRITE));
            }
        }
        return nodes.isEmpty() || count == 0
                ? new RouteReply.UnknownTopic(topic)
                : new RouteReply.Found(new TopicRoute(topic, nodes, ranges));
    }
}
