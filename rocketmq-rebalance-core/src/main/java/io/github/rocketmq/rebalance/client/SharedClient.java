package io.github.rocketmq.rebalance.client;

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
 */
public record SharedClient(
        ClientId clientId, RemoteCluster cluster, RouteWatcher routes, Heartbeats heartbeats, InstantSource clock) {}
