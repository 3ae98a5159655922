package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.spring.observation.BatchLinks;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Auto-configuration for the spans of listeners, where a tracer is there. */
@AutoConfiguration(
        after = RocketMqObservationAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration"
        })
@ConditionalOnClass(Tracer.class)
@ConditionalOnBean({Tracer.class, Propagator.class})
public final class RocketMqTracingAutoConfiguration {

    /** Before Spring Boot's handler of everything received, at 1000. */
    private static final int ORDER = 900;

    RocketMqTracingAutoConfiguration() {}

    @Bean
    @Order(ORDER)
    @ConditionalOnMissingBean
    BatchLinks rocketMqBatchLinks(Tracer tracer, Propagator propagator) {
        return new BatchLinks(tracer, propagator);
    }
}
