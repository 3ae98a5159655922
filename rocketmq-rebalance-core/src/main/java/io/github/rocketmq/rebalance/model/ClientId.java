package io.github.rocketmq.rebalance.model;

/**
 * The name by which brokers list one client among the members of its groups.
 *
 * <p>Ordered as {@link String#compareTo} orders, because every member of a group must sort the list the same way.
 *
 * @param value usually {@code ip@pid#nanos}; unique per running client
 */
public record ClientId(String value) implements Comparable<ClientId> {

    public ClientId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("client id is empty; brokers could not tell this client from another");
        }
    }

    @Override
    public int compareTo(ClientId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
