package io.github.rocketmq.rebalance.spring.autoconfigure.health;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqProperties;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the health component {@code rocketmq}. */
@AutoConfiguration(after = RocketMqAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(RocketListenerRegistry.class)
public final class RocketMqHealthContributorAutoConfiguration {

    RocketMqHealthContributorAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("rocketmq")
    @ConditionalOnMissingBean(name = {"rocketmqHealthIndicator", "rocketmqHealthContributor"})
    RocketMqHealthContributor rocketmqHealthContributor(
            RocketListenerRegistry registry, RocketMqProperties properties) {
        InstantSource clock = InstantSource.system();
        return new RocketMqHealthContributor(registry, new ListenerVerdict(properties.getHealth(), clock), clock);
    }
}
