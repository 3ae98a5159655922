package io.github.rocketmq.rebalance.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an embedded cluster is made of.
 *
 * @param home where it keeps its files
 * @param nameServerPort where its name server listens
 * @param brokerPorts where its brokers listen; broker {@code i} is called {@code broker-a}, {@code broker-b}, ...
 * @param replicationPorts where its brokers wait for slaves
 * @param properties of every broker, by the names that broker.conf has
 */
record ClusterSettings(
        Path home,
        int nameServerPort,
        List<Integer> brokerPorts,
        List<Integer> replicationPorts,
        Map<String, String> properties) {

    ClusterSettings {
        brokerPorts = List.copyOf(brokerPorts);
        replicationPorts = List.copyOf(replicationPorts);
        properties = new TreeMap<>(properties);
    }

    static ClusterSettings onFreePorts(Path home, int nameServerPort, int brokers, Map<String, String> properties) {
        List<Integer> brokerPorts = new ArrayList<>();
        List<Integer> replicationPorts = new ArrayList<>();
        for (int i = 0; i < brokers; i++) {
            brokerPorts.add(Ports.freeForBroker());
            replicationPorts.add(Ports.free());
        }
        return new ClusterSettings(home, nameServerPort, brokerPorts, replicationPorts, properties);
    }

    String nameServerAddress() {
        return "127.0.0.1:" + nameServerPort;
    }

    static String brokerName(int index) {
        return "broker-" + (char) ('a' + index);
    }
}
