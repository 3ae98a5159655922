package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A route as name servers write it ({@code TopicRouteData} of Apache's remoting module). */
final class RouteCodec {

    private RouteCodec() {}

    static TopicRoute read(String topic, byte[] body) {
        JsonNode root = BodyCodec.read(body);
        SortedMap<String, TopicRoute.BrokerNode> brokers = new TreeMap<>();
        for (JsonNode broker : root.path("brokerDatas")) {
            String name = broker.path("brokerName").asString("");
            SortedMap<Long, BrokerAddress> addresses = new TreeMap<>();
            broker.path("brokerAddrs")
                    .properties()
                    .forEach(entry -> addresses.put(
                            Long.parseLong(entry.getKey()),
                            BrokerAddress.parse(entry.getValue().asString(""))));
            brokers.put(name, new TopicRoute.BrokerNode(name, addresses));
        }
        List<TopicRoute.QueueRange> queues = new ArrayList<>();
        for (JsonNode queue : root.path("queueDatas")) {
            queues.add(new TopicRoute.QueueRange(
                    queue.path("brokerName").asString(""),
                    queue.path("readQueueNums").asInt(0),
                    queue.path("writeQueueNums").asInt(0),
                    queue.path("perm").asInt(0)));
        }
        return new TopicRoute(topic, brokers, queues);
    }
}
