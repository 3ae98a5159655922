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

/** A broker that forgot a client because their connection was lost. */
class LostBrokerTests {

    private static final BrokerAddress ADDRESS = new BrokerAddress("broker-a", 10911);

    private final VirtualScheduler time = new VirtualScheduler();
    private final SimulatedCluster cluster = new SimulatedCluster(time, 2, 2);
    private final ClientLoop loop = new ClientLoop(time);
    private final RouteWatcher routes = new RouteWatcher(loop, cluster.port().nameServer(), 30_000);
    private final Heartbeats heartbeats = new Heartbeats(
            loop, cluster.port(), routes, new ClientId("c"), 30_000, () -> Instant.ofEpochMilli(time.now()));
    private final SimulatedBroker broker = cluster.broker("broker-a");

    private final RouteWatcher.Watch watch = routes.watch(Set.of("orders"), topic -> {});

    @BeforeEach
    void join() {
        cluster.createTopic("orders", 1);
        routes.ask("orders");
        time.advance(10);
        heartbeats.start();
        heartbeats.join(new Heartbeat.Membership(
                new ConsumerGroup("billing"),
                MessageModel.CLUSTERING,
                Heartbeat.StartFrom.CONSUME_FROM_LAST_OFFSET,
                List.of(Subscription.all("orders")),
                1));
        time.advance(10);
    }

    @Test
    void isToldAtOnceAndOnce() {
        assertThat(told()).isEqualTo(1);

        heartbeats.lost(ADDRESS);
        time.advance(10_000);

        assertThat(told()).isEqualTo(2);
        assertThat(cluster.broker("broker-b").heartbeats()).hasSize(1);
    }

    @Test
    void isToldUntilItAnswers() {
        broker.up(false);
        heartbeats.lost(ADDRESS);
        time.advance(3500);
        broker.up(true);
        time.advance(1000);
        Instant answered = heartbeats.pulse().last(ADDRESS).orElseThrow();
        int untilThen = told();
        time.advance(10_000);

        assertThat(answered.toEpochMilli()).isGreaterThan(3500);
        assertThat(told()).isEqualTo(untilThen);
    }

    @Test
    void countsAsUnreachableUntilItAnswers() {
        time.advance(100);
        assertThat(heartbeats.pulse().isMissed(ADDRESS)).isFalse();
        broker.up(false);
        heartbeats.lost(ADDRESS);
        time.advance(0);
        assertThat(heartbeats.pulse().isMissed(ADDRESS)).isTrue();
        time.advance(3500);
        assertThat(heartbeats.pulse().isMissed(ADDRESS)).isTrue();
        broker.up(true);
        time.advance(1000);

        assertThat(heartbeats.pulse().isMissed(ADDRESS)).isFalse();
    }

    @Test
    void isToldAgainAsSoonAsItIsBackInARoute() {
        broker.up(false);
        heartbeats.lost(ADDRESS);
        watch.close();
        time.advance(3500);
        broker.up(true);
        int untilThen = told();
        routes.watch(Set.of("orders"), topic -> {});
        routes.ask("orders");
        time.advance(10);
        heartbeats.routesChanged();
        time.advance(10);

        assertThat(told()).isEqualTo(untilThen + 1);
    }

    @Test
    void isNotToldOnceItsTopicsAreGone() {
        broker.up(false);
        heartbeats.lost(ADDRESS);
        time.advance(500);
        watch.close();
        time.advance(2000);
        int untilThen = told();
        time.advance(20_000);

        assertThat(told()).isEqualTo(untilThen);
    }

    private int told() {
        return broker.heartbeats().size();
    }
}
