package io.github.rocketmq.rebalance.spring.autoconfigure.health;

import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;

/** The health of every listener that the registry knows at this moment, by listener id. */
final class RocketMqHealthContributor implements CompositeHealthContributor {

    private final RocketListenerRegistry registry;
    private final ListenerVerdict verdict;
    private final InstantSource clock;

    RocketMqHealthContributor(RocketListenerRegistry registry, ListenerVerdict verdict, InstantSource clock) {
        this.registry = registry;
        this.verdict = verdict;
        this.clock = clock;
    }

    @Override
    public @Nullable HealthContributor getContributor(String name) {
        return registry.find(name).map(this::indicator).orElse(null);
    }

    @Override
    public Stream<HealthContributors.Entry> stream() {
        return registry.ids().stream().flatMap(id -> registry.find(id).stream()
                .map(container -> new HealthContributors.Entry(id, indicator(container))));
    }

    private ListenerHealthIndicator indicator(RocketListenerContainer container) {
        return new ListenerHealthIndicator(container, verdict, clock);
    }
}
