package io.github.rocketmq.rebalance.api;

import java.util.List;
import java.util.Optional;

/**
 * What a member knows of its cluster.
 *
 * @param nameServer the name server that is asked first now, as {@code host:port}; empty if there is none to name
 * @param brokers those of the subscribed topics, by name; empty before their routes are known
 */
public record ClusterSnapshot(Optional<String> nameServer, List<BrokerSnapshot> brokers) {

    public ClusterSnapshot {
        brokers = List.copyOf(brokers);
    }
}
