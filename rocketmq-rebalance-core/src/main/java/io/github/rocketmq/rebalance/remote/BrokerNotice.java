package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ConsumerGroup;

/** What a broker tells without being asked, and what becomes of the connection to it. */
public sealed interface BrokerNotice {

    /** A member joined or left the group; request code 40. */
    record MembersChanged(BrokerAddress broker, ConsumerGroup group) implements BrokerNotice {}

    /** A connection opened: the broker behind it knows nothing of this client yet. */
    record Connected(BrokerAddress broker) implements BrokerNotice {}

    /**
     * The connection closed, and requests under way on it have failed; or the broker stops and asked to leave it, and requests
     * under way on it may still be answered.
     */
    record Disconnected(BrokerAddress broker) implements BrokerNotice {}
}
