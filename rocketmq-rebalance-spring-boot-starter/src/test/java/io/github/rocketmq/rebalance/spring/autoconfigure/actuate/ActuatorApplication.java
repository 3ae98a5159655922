package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A real application with the listeners {@code orders} and {@code payments}, whose consumers have no cluster. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class ActuatorApplication {

    static ConfigurableApplicationContext run(WebApplicationType type, String... properties) {
        return new SpringApplicationBuilder(ActuatorApplication.class)
                .web(type)
                .properties("server.port=0", "management.endpoint.health.show-components=always")
                .run(Stream.of(properties).map(property -> "--" + property).toArray(String[]::new));
    }

    @Bean
    FakeConsumers consumers() {
        return new FakeConsumers();
    }

    @Bean
    Listeners listeners() {
        return new Listeners();
    }

    static final class Listeners {

        @RocketMessageListener(id = "orders", topic = "orders", consumerGroup = "orders-g")
        void onOrder(String order) {}

        @RocketMessageListener(id = "payments", topic = "payments", consumerGroup = "payments-g", autoStartup = "false")
        void onPayment(String payment) {}
    }
}
