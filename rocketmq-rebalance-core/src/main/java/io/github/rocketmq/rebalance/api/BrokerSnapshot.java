package io.github.rocketmq.rebalance.api;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a member knows of one broker that its topics are on.
 *
 * @param name the broker's name
 * @param address of its master, else of a replica, as {@code host:port}
 * @param topics the subscribed topics that are on it, without the retry topic
 * @param state how the last attempt to reach it went
 * @param lastHeartbeat when it last confirmed a heartbeat of this client; empty before the first
 */
public record BrokerSnapshot(
        String name, String address, Set<String> topics, State state, Optional<Instant> lastHeartbeat) {

    public BrokerSnapshot {
        topics = Set.copyOf(topics);
    }

    /** How the last attempt to reach a broker went. */
    public enum State {
        /** Not told of this client yet. */
        UNKNOWN,
        /** It confirmed the last heartbeat. */
        CONNECTED,
        /** Its connection was lost, or the last heartbeat failed; it is tried again. */
        UNREACHABLE
    }
}
