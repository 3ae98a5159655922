package io.github.rocketmq.rebalance.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import io.github.rocketmq.rebalance.simulation.VirtualScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RouteWatcherTests {

    private static final String TOPIC = "%RETRY%billing";
    private static final long REFRESH = 30_000;

    private final VirtualScheduler time = new VirtualScheduler();
    private final List<String> brokers = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private int questions;
    private final RouteWatcher routes = new RouteWatcher(
            new ClientLoop(time),
            topic -> {
                questions++;
                return CompletableFuture.completedStage(
                        brokers.isEmpty() ? new RouteReply.UnknownTopic(topic) : new RouteReply.Found(route()));
            },
            REFRESH);

    @Test
    void aTopicThatComesIntoBeingIsAskedForUntilItsLastBrokerHasRegisteredIt() {
        routes.start();
        routes.watch(Set.of(TOPIC), changes::add);
        routes.current(TOPIC);
        time.advance(1500);
        assertThat(changes).isEmpty();

        brokers.add("broker-a");
        time.advance(1000);
        assertThat(changes).containsExactly(TOPIC);

        brokers.add("broker-b");
        time.advance(1000);
        assertThat(changes).containsExactly(TOPIC, TOPIC);
        assertThat(routes.master("broker-b")).isPresent();
    }

    @Test
    void aTopicThatHasExistedForLongIsAskedForSeldom() {
        brokers.add("broker-a");
        routes.start();
        routes.watch(Set.of(TOPIC), changes::add);
        routes.current(TOPIC);

        time.advance(REFRESH - 1);
        assertThat(questions).isEqualTo(1);
        time.advance(1);
        assertThat(questions).isEqualTo(2);
    }

    @Test
    void aTopicIsNewForAWhileOnly() {
        routes.start();
        routes.watch(Set.of(TOPIC), changes::add);
        routes.current(TOPIC);
        time.advance(500);
        brokers.add("broker-a");
        time.advance(REFRESH - 500);
        int whileNew = questions;
        assertThat(whileNew).isGreaterThan(10);

        time.advance(REFRESH);

        assertThat(questions).isEqualTo(whileNew + 1);
    }

    private TopicRoute route() {
        Map<String, TopicRoute.BrokerNode> nodes = new TreeMap<>();
        List<TopicRoute.QueueRange> queues = new ArrayList<>();
        for (String broker : brokers) {
            TreeMap<Long, BrokerAddress> addresses =
                    new TreeMap<>(Map.of(0L, new BrokerAddress("127.0.0.1", 10_000 + nodes.size())));
            nodes.put(broker, new TopicRoute.BrokerNode(broker, addresses));
            queues.add(new TopicRoute.QueueRange(broker, 1, 1, 6));
        }
        return new TopicRoute(TOPIC, new TreeMap<>(nodes), queues);
    }
}
