package io.github.rocketmq.rebalance.remote;

/** Hears what becomes of connections to name servers and brokers. Called on an I/O thread: return quickly. */
public interface ConnectionListener {

    /**
     * A connection opened.
     *
     * @param again whether there was one to this address before
     */
    void opened(BrokerAddress address, boolean again);

    /** A connection that was open closed, or is used no more because the other side asked to leave it. */
    void closed(BrokerAddress address);
}
