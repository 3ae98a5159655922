package io.github.rocketmq.rebalance.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.simulation.SimulatedBroker;
import io.github.rocketmq.rebalance.simulation.SimulatedCluster;
import io.github.rocketmq.rebalance.simulation.VirtualScheduler;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When brokers are told that a client lives. */
class HeartbeatsTests {

    private static final BrokerAddress ADDRESS = new BrokerAddress("broker-a", 10911);

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 2, 2);
    private final ClientLoop loop = new ClientLoop(time);
    private final RouteWatcher routes = new RouteWatcher(loop, cluster.port().nameServer(), 30_000);
    private final Heartbeats heartbeats = new Heartbeats(
            loop, cluster.port(), routes, new ClientId("c"), 30_000, () -> Instant.ofEpochMilli(time.now()));
    private final SimulatedBroker broker = cluster.broker("broker-a");

    @BeforeEach
    void join() {
        cluster.createTopic("orders", 1);
        routes.watch(Set.of("orders"), topic -> {});
        routes.ask("orders");
        time.advance(10);
        heartbeats.start();
        heartbeats.join(new Heartbeat.Membership(
                new ConsumerGroup("billing"),
                MessageModel.CLUSTERING,
                Heartbeat.StartFrom.CONSUME_FROM_LAST_OFFSET,
                List.of(Subscription.all("orders")),
                1));
    }

    @Test
    void aBrokerWhoseConnectionOpenedAgainIsToldAtOnceAndOnce() {
        time.advance(10);
        assertThat(told()).isEqualTo(1);

        heartbeats.connected(ADDRESS);
        time.advance(0);
        assertThat(told()).isEqualTo(2);
        time.advance(10_000);

        assertThat(told()).isEqualTo(2);
        assertThat(cluster.broker("broker-b").heartbeats()).hasSize(1);
    }

    @Test
    void theHeartbeatThatOpenedAConnectionIsNotRepeated() {
        heartbeats.connected(ADDRESS);
        time.advance(10_000);

        assertThat(told()).isEqualTo(1);
        assertThat(heartbeats.pulse().last(ADDRESS)).isPresent();
    }

    @Test
    void unlessItFails() {
        broker.up(false);
        heartbeats.connected(ADDRESS);
        time.advance(10_000);

        assertThat(told()).isEqualTo(2);
    }

    @Test
    void aHeartbeatThatMayHaveTakenAnotherConnectionIsFollowedByOneMore() {
        heartbeats.connected(ADDRESS);
        heartbeats.connected(ADDRESS);
        time.advance(10_000);
        assertThat(told()).isEqualTo(2);

        heartbeats.beat(ADDRESS);
        heartbeats.connected(ADDRESS);
        time.advance(10_000);
        assertThat(told()).isEqualTo(4);
    }

    private int told() {
        return broker.heartbeats().size();
    }
}
