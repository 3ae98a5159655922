package io.github.rocketmq.rebalance.remote;

import java.util.function.Consumer;

/** The name servers and brokers of one cluster. Safe for use by any thread. */
public interface RemoteCluster {

    /** Whichever of the name servers answers. */
    NameServer nameServer();

    /** One broker; the connection opens with the first request. */
    Broker broker(BrokerAddress address);

    /**
     * Hears what brokers push and what becomes of connections, from now on and in the order in which it happens on each
     * connection. Called on an I/O thread: the listener hands over and returns.
     */
    void onNotice(Consumer<BrokerNotice> listener);

    /** Lets brokers ask from now on; replaces whoever answered before. Without anybody, brokers are told that none does. */
    void onRequest(PeerRequests handler);
}
