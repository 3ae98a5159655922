package io.github.rocketmq.rebalance.client;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which brokers confirm heartbeats, and when they last did. Written on the loop, read anywhere. */
public final class BrokerPulse {

    private final Map<BrokerAddress, Instant> felt = new ConcurrentHashMap<>();
    private final Set<BrokerAddress> missed = ConcurrentHashMap.newKeySet();

    /** When any broker last confirmed a heartbeat; empty before the first. */
    public Optional<Instant> last() {
        return felt.values().stream().max(Instant::compareTo);
    }

    /** When this broker last confirmed a heartbeat; empty before the first. */
    public Optional<Instant> last(BrokerAddress broker) {
        return Optional.ofNullable(felt.get(broker));
    }

    /** Whether the last heartbeat to the broker failed, or its connection was lost since. */
    public boolean isMissed(BrokerAddress broker) {
        return missed.contains(broker);
    }

    boolean isKnown(BrokerAddress broker) {
        return felt.containsKey(broker);
    }

    void felt(BrokerAddress broker, Instant when) {
        missed.remove(broker);
        felt.put(broker, when);
    }

    void missed(BrokerAddress broker) {
        missed.add(broker);
    }

    /** Forgets all other brokers. */
    void retain(Set<BrokerAddress> brokers) {
        felt.keySet().retainAll(brokers);
        missed.retainAll(brokers);
    }
}
