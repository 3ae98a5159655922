package io.github.rocketmq.rebalance.remote.netty;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What connections need to know.
 *
 * @param nameServers {@code host:port} each, at least one
 * @param requestTimeout how long an answer may take
 * @param connectTimeout how long a connection may take to open
 * @param ioThreads event-loop threads
 * @param commonFields go with every request
 * @param signer signs every request; empty where no server asks for it
 * @param tls encrypts every connection; empty for plain ones
 */
public record NettySettings(
        List<String> nameServers,
        Duration requestTimeout,
        Duration connectTimeout,
        int ioThreads,
        Map<String, String> commonFields,
        Optional<RequestSigner> signer,
        Optional<TlsClient> tls) {

    public NettySettings {
        nameServers = List.copyOf(nameServers);
        commonFields = Map.copyOf(commonFields);
    }

    /** Without anything that only some clusters ask for. */
    public NettySettings(List<String> nameServers, Duration requestTimeout, Duration connectTimeout, int ioThreads) {
        this(nameServers, requestTimeout, connectTimeout, ioThreads, Map.of(), Optional.empty(), Optional.empty());
    }
}
