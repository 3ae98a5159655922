package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.ClientId;

/**
 * Everything that the consumers and producers of one cluster share: event loops, timers, one connection a broker, one
 * heartbeat, one client id.
 *
 * <p>Safe for use by any thread. Close it after the consumers and producers that were built on it.
 */
public final class ClientRuntime implements AutoCloseable {

    private final ClientOptions options;

    private ClientRuntime(ClientOptions options) {
        this.options = options;
    }

    /** Starts the shared threads; connections open when they are first needed. */
    public static ClientRuntime create(ClientOptions options) {
        return new ClientRuntime(options);
    }

    public ClientOptions options() {
        return options;
    }

    /** The name by which brokers list this client in all of its groups. */
    @SuppressWarnings("DoNotCallSuggester")
    public ClientId clientId() {
        throw new IllegalStateException("not wired");
    }

    /**
     * A producer on the shared connections.
     *
     * @param group the producer group's name
     */
    public Producer producer(String group) {
        throw new IllegalStateException("not wired");
    }

    /** Closes connections and threads. */
    @Override
    public void close() {}
}
