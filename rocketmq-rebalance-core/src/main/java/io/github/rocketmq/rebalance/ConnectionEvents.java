package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.ConnectionListener;

/** Tells an application's listeners of connections, in words of its own. */
record ConnectionEvents(ClientEvents events) implements ConnectionListener {

    @Override
    public void opened(BrokerAddress address, boolean again) {
        events.connectionOpened(address.host(), address.port(), again);
    }

    @Override
    public void closed(BrokerAddress address) {
        events.connectionClosed(address.host(), address.port());
    }
}
