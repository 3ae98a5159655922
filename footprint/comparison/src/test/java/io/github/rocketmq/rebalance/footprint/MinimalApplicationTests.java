package io.github.rocketmq.rebalance.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.ClassUtils;

/** An application on the starter's own dependencies: none of the optional libraries is really there. */
class MinimalApplicationTests {

    private static final List<String> OPTIONAL = List.of(
            "org.springframework.boot.health.contributor.Health",
            "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
            "io.micrometer.core.instrument.MeterRegistry",
            "io.micrometer.tracing.Tracer",
            "jakarta.validation.Validator",
            "reactor.core.publisher.Mono",
            "kotlin.Unit",
            "org.springframework.boot.testcontainers.service.connection.ServiceConnection",
            "org.springframework.boot.docker.compose.core.RunningService");

    @Test
    void listensWithNothingButTheStarter() {
        assertThat(OPTIONAL).noneMatch(name -> ClassUtils.isPresent(name, null));

        // Nobody answers at this address; the listener goes on trying.
        try (ConfigurableApplicationContext context = SpringApplication.run(
                Application.class, "--rocketmq.name-server=127.0.0.1:1", "--spring.main.banner-mode=off")) {
            assertThat(context.getBean(RocketListenerRegistry.class).find("orders"))
                    .hasValueSatisfying(listener ->
                            assertThat(listener.isRunning()).as("listener runs").isTrue());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Orders.class)
    static class Application {}

    record Order(long id) {}

    static class Orders {

        @RocketMessageListener(id = "orders", topic = "orders", consumerGroup = "orders-g")
        void on(Order order) {
            // Nothing comes.
        }
    }
}
