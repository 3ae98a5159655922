package io.github.rocketmq.rebalance.remote.namespace;

import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A cluster of which only one namespace is seen: names are wrapped on the way out and unwrapped on the way in, so that
 * nobody else knows of it. Errors show names as brokers know them. Safe for use by any thread.
 */
public final class NamespacedCluster implements RemoteCluster {

    private final RemoteCluster cluster;
    private final Namespace namespace;
    private final Map<BrokerAddress, Broker> brokers = new ConcurrentHashMap<>();

    /**
     * @param cluster the whole
     * @param namespace the part
     */
    public NamespacedCluster(RemoteCluster cluster, Namespace namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    @Override
    public NameServer nameServer() {
        return new NameServer() {
            @Override
            public CompletionStage<RouteReply> route(String topic) {
                return NamespacedCluster.this.route(topic);
            }

            @Override
            public Optional<BrokerAddress> first() {
                return cluster.nameServer().first();
            }
        };
    }

    @Override
    public Broker broker(BrokerAddress address) {
        return brokers.computeIfAbsent(address, to -> new NamespacedBroker(cluster.broker(to), namespace));
    }

    @Override
    public void onNotice(Consumer<BrokerNotice> listener) {
        cluster.onNotice(notice -> listener.accept(unwrap(notice)));
    }

    @Override
    public void onRequest(PeerRequests handler) {
        cluster.onRequest(new NamespacedRequests(handler, namespace));
    }

    private CompletionStage<RouteReply> route(String topic) {
        return cluster.nameServer().route(namespace.wrap(topic)).thenApply(reply -> {
            if (reply instanceof RouteReply.Found found) {
                TopicRoute route = found.route();
                return new RouteReply.Found(new TopicRoute(topic, route.brokers(), route.queues()));
            }
            // An unknown topic keeps the name under which somebody has to create it.
            return reply;
        });
    }

    private BrokerNotice unwrap(BrokerNotice notice) {
        return notice instanceof BrokerNotice.MembersChanged changed
                ? new BrokerNotice.MembersChanged(changed.broker(), namespace.unwrap(changed.group()))
                : notice;
    }
}
