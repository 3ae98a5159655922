package io.github.rocketmq.rebalance.remote.timed;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.RequestOperation;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.RouteReply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A cluster of which every request is timed. Safe for use by any thread. */
public final class TimedCluster implements RemoteCluster {

    private final RemoteCluster cluster;
    private final RequestTimes times;
    private final NameServer nameServer;
    private final Map<BrokerAddress, Broker> brokers = new ConcurrentHashMap<>();

    /**
     * @param cluster that is asked
     * @param events told of each request that ended
     * @param nanoClock any thread may ask it
     */
    public TimedCluster(RemoteCluster cluster, ClientEvents events, LongSupplier nanoClock) {
        this.cluster = cluster;
        this.times = new RequestTimes(events, nanoClock);
        this.nameServer = new TimedNameServer(cluster.nameServer());
    }

    @Override
    public NameServer nameServer() {
        return nameServer;
    }

    @Override
    public Broker broker(BrokerAddress address) {
        Broker known = brokers.get(address);
        return known != null
                ? known
                : brokers.computeIfAbsent(address, to -> new TimedBroker(cluster.broker(to), to, times));
    }

    @Override
    public void onNotice(Consumer<BrokerNotice> listener) {
        cluster.onNotice(listener);
    }

    @Override
    public void onRequest(PeerRequests handler) {
        cluster.onRequest(handler);
    }

    private final class TimedNameServer implements NameServer {

        private final NameServer server;

        TimedNameServer(NameServer server) {
            this.server = server;
        }

        @Override
        public CompletionStage<RouteReply> route(String topic) {
            return times.time(RequestOperation.QUERY_ROUTE, server::first, null, topic, () -> server.route(topic));
        }

        @Override
        public Optional<BrokerAddress> first() {
            return server.first();
        }
    }
}
