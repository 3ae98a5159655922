package io.github.rocketmq.rebalance.simulation.proof;

/** One connection as both ends see it. */
final class Channel {

    final Link link;
    final ProofBroker broker;
    /** The life of the broker that accepted it. */
    final int brokerLife;
    /** Whether the broker has seen it close. */
    boolean closedAtBroker;

    Channel(Link link, ProofBroker broker) {
        this.link = link;
        this.broker = broker;
        this.brokerLife = broker.life();
    }
}
