package io.github.rocketmq.rebalance.broker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Map;
import java.util.TreeMap;

/** A way to a cluster on which every connection may be reset: its name server tells the addresses of {@link CuttableServer}s. */
final class CuttableNetwork implements AutoCloseable {

    private final Map<String, CuttableServer> brokers = new TreeMap<>();
    private final Map<String, String> addresses = new TreeMap<>();
    private final CuttableServer nameServer;

    CuttableNetwork(TestCluster cluster) {
        for (String broker : cluster.brokerNames()) {
            CuttableServer server = new CuttableServer(cluster.brokerAddress(broker), frame -> frame);
            brokers.put(broker, server);
            addresses.put(cluster.brokerAddress(broker), server.address());
        }
        nameServer = new CuttableServer(cluster.nameServerAddress(), this::withOurAddresses);
    }

    /** {@code host:port} for those who shall go this way. */
    String nameServerAddress() {
        return nameServer.address();
    }

    /** Resets all connections to a broker; how many sockets that were. */
    int cut(String brokerName) {
        CuttableServer broker = brokers.get(brokerName);
        if (broker == null) {
            throw new IllegalArgumentException("no broker '" + brokerName + "' among " + brokers.keySet());
        }
        return broker.cut();
    }

    @Override
    public void close() {
        nameServer.close();
        brokers.values().forEach(CuttableServer::close);
    }

    private byte[] withOurAddresses(byte[] frame) {
        String text = new String(frame, ISO_8859_1);
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            text = text.replace(address.getKey(), address.getValue());
        }
        return text.getBytes(ISO_8859_1);
    }
}
