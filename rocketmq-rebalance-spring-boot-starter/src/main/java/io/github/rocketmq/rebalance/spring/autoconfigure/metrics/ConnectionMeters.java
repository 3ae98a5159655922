package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.spring.observation.MessagingNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections are open to which server. Safe for use by any thread. */
final class ConnectionMeters {

    private final MeterRegistry registry;
    private final Map<String, Server> servers = new ConcurrentHashMap<>();

    private record Server(AtomicInteger open, Counter reconnects) {}

    ConnectionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void opened(String host, boolean again) {
        Server server = servers.computeIfAbsent(host, this::register);
        server.open().incrementAndGet();
        if (again) {
            server.reconnects().increment();
        }
    }

    void closed(String host) {
        servers.computeIfAbsent(host, this::register).open().decrementAndGet();
    }

    private Server register(String host) {
        AtomicInteger open = new AtomicInteger();
        Tags tags = SeriesTags.of("", "").and(MessagingNames.SERVER_ADDRESS, host);
        Gauge.builder(RocketMqMeter.CONNECTIONS.getName(), open, AtomicInteger::get)
                .description(RocketMqMeter.CONNECTIONS.description())
                .baseUnit(RocketMqMeter.CONNECTIONS.getBaseUnit())
                .tags(tags)
                .strongReference(true)
                .register(registry);
        return new Server(
                open,
                Counter.builder(RocketMqMeter.RECONNECTS.getName())
                        .description(RocketMqMeter.RECONNECTS.description())
                        .tags(tags)
                        .register(registry));
    }
}
