package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.spring.observation.ObservedProducer;
import io.github.rocketmq.rebalance.spring.observation.RocketSendObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Puts an {@link ObservedProducer} in front of each producer of the application. */
final class ObservedProducers implements BeanPostProcessor {

    private final ObjectProvider<ObservationRegistry> registry;
    private final ObjectProvider<RocketSendObservationConvention> convention;

    ObservedProducers(
            ObjectProvider<ObservationRegistry> registry, ObjectProvider<RocketSendObservationConvention> convention) {
        this.registry = registry;
        this.convention = convention;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        return bean instanceof Producer producer && !(bean instanceof ObservedProducer)
                ? new ObservedProducer(producer, registry::getObject, convention::getIfAvailable)
                : bean;
    }
}
