package io.github.rocketmq.rebalance.spring.autoconfigure.health;

import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;

/** The health of every listener that the registry knows at this moment, by listener id. */
final class RocketMqHealthContributor implements CompositeHealthContributor {

    private final RocketListenerRegistry registry;
    private final ListenerVerdict verdict;

    RocketMqHealthContributor(RocketListenerRegistry registry, ListenerVerdict verdict) {
        this.registry = registry;
        this.verdict = verdict;
    }

    @Override
    public @Nullable HealthContributor getContributor(String name) {
        return registry.find(name).map(this::indicator).orElse(null);
    }

    @Override
    public Stream<HealthContributors.Entry> stream() {
        return registry.containers().stream()
                .map(container -> new HealthContributors.Entry(container.id(), indicator(container)));
    }

    private ListenerHealthIndicator indicator(RocketListenerContainer container) {
        return new ListenerHealthIndicator(container, verdict);
    }
}
