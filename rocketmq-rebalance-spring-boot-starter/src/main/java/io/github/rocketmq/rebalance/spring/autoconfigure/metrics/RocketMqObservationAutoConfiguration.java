package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.spring.observation.ObservedListeners;
import io.github.rocketmq.rebalance.spring.observation.RocketListenerObservationConvention;
import io.github.rocketmq.rebalance.spring.observation.RocketSendObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/**
 * Auto-configuration for the observations of listeners and producers. Switched off by {@code
 * rocketmq.observation.enabled=false}, or one by one by {@code management.observations.enable.messaging.process=false} and
 * {@code management.observations.enable.messaging.client=false}.
 */
@AutoConfiguration(
        after = RocketMqAutoConfiguration.class,
        afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ObservationRegistry.class, RocketListenerRegistry.class})
@ConditionalOnBooleanProperty(name = "rocketmq.observation.enabled", matchIfMissing = true)
public final class RocketMqObservationAutoConfiguration {

    RocketMqObservationAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ObservedListeners rocketMqObservedListeners(
            ObservationRegistry registry,
            ObjectProvider<RocketListenerObservationConvention> convention,
            ObjectProvider<RocketListenerRegistry> listeners) {
        return new ObservedListeners(registry, convention.getIfAvailable(), new RegistryFacts(listeners::getObject));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ObservedProducers rocketMqObservedProducers(
            ObjectProvider<ObservationRegistry> registry, ObjectProvider<RocketSendObservationConvention> convention) {
        return new ObservedProducers(registry, convention);
    }
}
