package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListenerBeanPostProcessor;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.invocation.JsonMessageConverter;
import io.github.rocketmq.rebalance.spring.listener.PushConsumerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.spring.listener.RuntimePushConsumerFactory;
import java.time.Duration;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import tools.jackson.databind.json.JsonMapper;

/**
 * Auto-configuration for annotated RocketMQ listeners and a producer.
 *
 * <p>Nothing connects, and no name server need be configured, before there is a listener or someone uses the producer.
 */
@AutoConfiguration(after = JacksonAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "rocketmq.enabled", matchIfMissing = true)
@EnableConfigurationProperties(RocketMqProperties.class)
@Import(ListenerLifecycleConfiguration.class)
public final class RocketMqAutoConfiguration {

    private static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

    private final RocketMqProperties properties;
    private final String applicationName;

    RocketMqAutoConfiguration(RocketMqProperties properties, Environment environment) {
        this.properties = properties;
        this.applicationName = environment.getProperty("spring.application.name", "");
    }

    @Bean
    @ConditionalOnMissingBean(RocketMqConnectionDetails.class)
    PropertiesRocketMqConnectionDetails rocketMqConnectionDetails() {
        return new PropertiesRocketMqConnectionDetails(properties);
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    ClientRuntime rocketMqClientRuntime(RocketMqConnectionDetails connectionDetails) {
        return ClientRuntime.create(ClientOptionsFactory.create(connectionDetails, properties.getClient()));
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    Producer rocketMqProducer(ClientRuntime runtime) {
        String group = properties.getProducer().getGroup();
        if (!StringUtils.hasText(group)) {
            group = (applicationName.isBlank() ? "application" : applicationName) + "-producer";
        }
        try {
            return runtime.producer(group);
        } catch (IllegalArgumentException refused) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ producer cannot be set up: " + refused.getMessage() + ".",
                    "Set rocketmq.producer.group; its default is made of spring.application.name.",
                    refused);
        }
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean(PushConsumerFactory.class)
    RuntimePushConsumerFactory rocketPushConsumerFactory(ClientRuntime runtime) {
        return new RuntimePushConsumerFactory(runtime);
    }

    @Bean
    @ConditionalOnMissingBean(RocketMessageConverter.class)
    JsonMessageConverter rocketMessageConverter(ObjectProvider<JsonMapper> mapper) {
        return new JsonMessageConverter(mapper.getIfAvailable(JsonMapper::shared));
    }

    @Bean
    @ConditionalOnMissingBean(RocketListenerContainerFactory.class)
    PropertiesListenerContainerFactory rocketListenerContainerFactory(
            ObjectProvider<RocketMessageConverter> converter, ListableBeanFactory beans) {
        return new PropertiesListenerContainerFactory(
                properties, applicationName, converter, new ChosenStrategies(beans));
    }

    @Bean
    ListenerSettingsCheck rocketListenerSettingsCheck(
            RocketListenerRegistry registry,
            ObjectProvider<PropertiesListenerContainerFactory> containerFactory,
            ObjectProvider<PushConsumerFactory> consumers,
            Environment environment) {
        BindResult<Duration> shutdownTimeout =
                Binder.get(environment).bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class);
        return new ListenerSettingsCheck(
                properties,
                registry,
                () -> containerFactory.stream()
                        .findFirst()
                        .map(PropertiesListenerContainerFactory::declaredIds)
                        .orElseGet(registry::ids),
                consumers,
                shutdownTimeout.isBound() ? shutdownTimeout.get() : DEFAULT_SHUTDOWN_TIMEOUT);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    static RocketMessageListenerBeanPostProcessor rocketMessageListenerBeanPostProcessor(
            ObjectProvider<RocketListenerContainerFactory> containerFactory,
            ObjectProvider<RocketListenerRegistry> registry) {
        return new RocketMessageListenerBeanPostProcessor(containerFactory, registry);
    }

    @Bean
    static LazyInitializationExcludeFilter rocketListenersAreNotLazy() {
        return (beanName, definition, type) -> RocketMessageListenerBeanPostProcessor.hasListener(type);
    }
}
