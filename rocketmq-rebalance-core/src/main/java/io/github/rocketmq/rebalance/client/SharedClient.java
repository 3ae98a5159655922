package io.github.rocketmq.rebalance.client;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import java.time.InstantSource;

/**
 * What all consumers and producers of one cluster share.
 *
 * @param clientId the client's name in all of its groups
 * @param cluster name servers and brokers
 * @param routes where topics are
 * @param heartbeats tells brokers that this client lives
 * @param clock the time of day, for what people read
 * @param events hears what happens, for metrics
 */
public record SharedClient(
        ClientId clientId,
        RemoteCluster cluster,
        RouteWatcher routes,
        Heartbeats heartbeats,
        InstantSource clock,
        ClientEvents events) {

    /** With nobody who hears. */
    public SharedClient(
            ClientId clientId, RemoteCluster cluster, RouteWatcher routes, Heartbeats heartbeats, InstantSource clock) {
        this(clientId, cluster, routes, heartbeats, clock, ClientEvents.NONE);
    }

    /** Whether anybody hears; if not, nothing needs to be measured. */
    public boolean isHeard() {
        return events != ClientEvents.NONE;
    }
}
