package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqProperties;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration for the meters of listeners and connections. Switched off like all meters, by {@code
 * management.metrics.enable.rocketmq=false}.
 */
@AutoConfiguration(
        after = {RocketMqAutoConfiguration.class, RocketMqObservationAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({MeterRegistry.class, RocketListenerRegistry.class})
public final class RocketMqMetricsAutoConfiguration {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(10);

    RocketMqMetricsAutoConfiguration() {}

    @Bean
    ClientMeters rocketMqClientMeters(MeterRegistry registry, ObjectProvider<ObservedProducers> observedProducers) {
        return new ClientMeters(registry, observedProducers.getIfAvailable() != null);
    }

    @Bean
    ConsumerGauges rocketMqConsumerGauges(
            ObjectProvider<RocketListenerRegistry> listeners, ClientMeters meters, RocketMqProperties properties) {
        return new ConsumerGauges(
                new ConsumerReadings(() -> listeners.getObject().containers(), InstantSource.system()),
                meters::activeThreads,
                properties.getMetrics().isPerQueue());
    }

    @Bean
    GaugeRefresh rocketMqGaugeRefresh(ConsumerGauges gauges, RocketMqProperties properties) {
        Duration interval = properties.getMetrics().getLagInterval();
        if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new RocketMqConfigurationException(
                    "rocketmq.metrics.lag-interval is " + DurationStyle.SIMPLE.print(interval)
                            + ", which is less than 10ms.",
                    "Set it to 10ms or more, or remove it; 15s is the default.");
        }
        return new GaugeRefresh(gauges::refresh, interval);
    }
}
