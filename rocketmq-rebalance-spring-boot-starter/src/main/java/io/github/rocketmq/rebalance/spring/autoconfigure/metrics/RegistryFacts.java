package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.spring.observation.RocketListenerFacts;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the registry knows of listeners, asked at each message and so remembered while a listener runs. Any thread. */
final class RegistryFacts implements Function<ListenerIdentity, RocketListenerFacts> {

    private final Supplier<RocketListenerRegistry> registry;
    private final Map<String, RocketListenerContainer> running = new ConcurrentHashMap<>();

    RegistryFacts(Supplier<RocketListenerRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public RocketListenerFacts apply(ListenerIdentity listener) {
        RocketListenerContainer known = running.get(listener.id());
        Optional<RocketListenerContainer> container =
                known != null && known.isRunning() ? Optional.of(known) : find(listener.id());
        return container.map(RegistryFacts::of).orElse(RocketListenerFacts.UNKNOWN);
    }

    private Optional<RocketListenerContainer> find(String id) {
        Optional<RocketListenerContainer> found = registry.get().find(id);
        found.ifPresent(container -> running.put(id, container));
        return found;
    }

    private static RocketListenerFacts of(RocketListenerContainer container) {
        return new RocketListenerFacts(
                container.options().model().name().toLowerCase(Locale.ROOT),
                container
                        .phase()
                        .consumer()
                        .map(consumer -> consumer.clientId().value())
                        .orElse(""));
    }
}
