package io.github.rocketmq.rebalance.remote.netty;

import java.time.Duration;
import java.util.List;

/**
 * What connections need to know.
 *
 * @param nameServers {@code host:port} each, at least one
 * @param requestTimeout how long an answer may take
 * @param connectTimeout how long a connection may take to open
 * @param ioThreads event-loop threads
 */
public record NettySettings(List<String> nameServers, Duration requestTimeout, Duration connectTimeout, int ioThreads) {

    public NettySettings {
        nameServers = List.copyOf(nameServers);
    }
}
