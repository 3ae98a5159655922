package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Auto-configuration for the actuator endpoint {@code rocketmq}. */
@AutoConfiguration(after = RocketMqAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(RocketListenerRegistry.class)
@RegisterReflectionForBinding({RocketMqDescriptor.class, ListenerDescriptor.class, ChangeDescriptor.class})
public final class RocketMqEndpointAutoConfiguration {

    private static final Duration RESET_PATIENCE = Duration.ofSeconds(15);

    RocketMqEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    RocketMqEndpoint rocketMqEndpoint(RocketListenerRegistry registry, ApplicationEventPublisher events) {
        return new RocketMqEndpoint(registry, new ChangeAudit(events), InstantSource.system(), RESET_PATIENCE);
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnBean(RocketMqEndpoint.class)
    @ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
    RocketMqWebEndpoint rocketMqWebEndpoint(RocketMqEndpoint endpoint) {
        return new RocketMqWebEndpoint(endpoint);
    }
}
