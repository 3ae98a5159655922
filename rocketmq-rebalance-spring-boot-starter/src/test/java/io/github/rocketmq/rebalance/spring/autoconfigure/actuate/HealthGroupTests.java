package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.Snapshots;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

class HealthGroupTests {

    @Test
    void listenersAreInNoProbeUnlessTheyAreAskedFor() {
        try (ConfigurableApplicationContext context = ActuatorApplication.run(WebApplicationType.SERVLET)) {
            stuck(context);
            HttpEndpoint http = new HttpEndpoint(context);

            assertThat(http.get("health").status()).isEqualTo(503);
            assertThat(http.get("health/rocketmq/orders").text("/status")).isEqualTo("DOWN");
            assertThat(http.get("health/rocketmq/payments").text("/status")).isEqualTo("UNKNOWN");
            assertThat(http.get("health/rocketmq/nobody").status()).isEqualTo(404);
            assertThat(http.get("health/readiness").status()).isEqualTo(200);
            assertThat(http.get("health/liveness").status()).isEqualTo(200);
        }
    }

    @Test
    void allListenersMayBePartOfReadiness() {
        try (ConfigurableApplicationContext context = ActuatorApplication.run(
                WebApplicationType.SERVLET,
                "management.endpoint.health.group.readiness.include=readinessState,rocketmq")) {
            HttpEndpoint http = new HttpEndpoint(context);
            well(context);
            assertThat(http.get("health/readiness").status()).isEqualTo(200);
            stuck(context);

            assertThat(http.get("health/readiness").status()).isEqualTo(503);
            assertThat(http.get("health/liveness").status()).isEqualTo(200);
        }
    }

    @Test
    void aSingleListenerMayBePartOfAGroup() {
        try (ConfigurableApplicationContext context = ActuatorApplication.run(
                WebApplicationType.SERVLET, "management.endpoint.health.group.shop.include=rocketmq/orders")) {
            HttpEndpoint http = new HttpEndpoint(context);
            well(context);
            HttpEndpoint.Answer shop = http.get("health/shop");

            assertThat(shop.status()).isEqualTo(200);
            assertThat(shop.text("/components/rocketmq/components/orders/status"))
                    .isEqualTo("UP");
            assertThat(shop.body()
                            .at("/components/rocketmq/components/payments")
                            .isMissingNode())
                    .isTrue();
        }
    }

    @Test
    void anUnknownListenerInAGroupFailsTheStart() {
        assertThatThrownBy(() -> ActuatorApplication.run(
                        WebApplicationType.SERVLET, "management.endpoint.health.group.shop.include=rocketmq/nobody"))
                .hasMessageContaining("'rocketmq/nobody'");
    }

    @Test
    void aDisabledListenerIsAbsent() {
        try (ConfigurableApplicationContext context =
                ActuatorApplication.run(WebApplicationType.SERVLET, "rocketmq.listeners.orders.enabled=false")) {
            assertThat(new HttpEndpoint(context).get("health/rocketmq/orders").status())
                    .isEqualTo(404);
            assertThat(new HttpEndpoint(context)
                            .get("health/rocketmq")
                            .body()
                            .at("/components")
                            .propertyNames())
                    .containsExactly("payments");
        }
    }

    private static void well(ConfigurableApplicationContext context) {
        context.getBean(FakeConsumers.class)
                .of("orders-g")
                .reports(Snapshots.of(ConsumerState.RUNNING)
                        .queue("orders", 0, 0, 0)
                        .rebalanced(Instant.now())
                        .heartbeat(Instant.now()));
    }

    private static void stuck(ConfigurableApplicationContext context) {
        context.getBean(FakeConsumers.class)
                .of("orders-g")
                .reports(Snapshots.of(ConsumerState.RUNNING)
                        .stuckQueue("orders", 0, "broker-a does not answer")
                        .rebalanced(Instant.now())
                        .heartbeat(Instant.now()));
    }
}
