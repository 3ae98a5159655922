package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.spring.annotation.ScopedListeners;
import io.github.rocketmq.rebalance.spring.api.RocketRebalanceListener;
import io.github.rocketmq.rebalance.spring.listener.ListenerServices;
import io.github.rocketmq.rebalance.spring.listener.PushConsumerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerConfigurer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What starts and stops listeners, and fills the registry beside the annotations. */
@Configuration(proxyBeanMethods = false)
class ListenerLifecycleConfiguration {

    private static final Duration SPRINGS_PATIENCE = Duration.ofSeconds(30);
    private static final Duration MARGIN = Duration.ofSeconds(1);

    @Bean
    @ConditionalOnMissingBean
    RocketListenerRegistry rocketListenerRegistry(
            ObjectProvider<PushConsumerFactory> consumers,
            ObjectProvider<RocketListenerContainerFactory> containerFactory,
            ObjectProvider<RocketRebalanceListener> rebalanceListeners,
            ApplicationEventPublisher events,
            Environment environment) {
        return new RocketListenerRegistry(new ListenerServices(
                consumers::getObject,
                containerFactory::getObject,
                events::publishEvent,
                () -> rebalanceListeners.orderedStream().toList(),
                InstantSource.system(),
                stopLimit(environment)));
    }

    @Bean
    static ScopedListeners rocketScopedListeners(ConfigurableListableBeanFactory beanFactory) {
        return new ScopedListeners(beanFactory);
    }

    @Bean
    SmartInitializingSingleton rocketListenerConfiguration(
            RocketListenerRegistry registry, ObjectProvider<RocketListenerConfigurer> configurers) {
        return () -> configurers.orderedStream().forEach(configurer -> configurer.configureListeners(registry));
    }

    /** Shorter than Spring waits for a phase to end, so that it is told before it gives up. */
    private static Duration stopLimit(Environment environment) {
        BindResult<Duration> set =
                Binder.get(environment).bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class);
        Duration patience = set.isBound() ? set.get() : SPRINGS_PATIENCE;
        return patience.compareTo(MARGIN.multipliedBy(2)) > 0 ? patience.minus(MARGIN) : patience.dividedBy(2);
    }
}
