package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.spring.autoconfigure.actuate.HttpEndpoint.Answer;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.Snapshots;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

class RocketMqEndpointWebTests {

    private static final Instant AT = Instant.parse("2026-01-31T08:00:00Z");

    @Test
    void itIsNotThereUnlessItIsExposed() {
        try (ConfigurableApplicationContext context = ActuatorApplication.run(WebApplicationType.SERVLET)) {
            assertThat(new HttpEndpoint(context).get("rocketmq").status()).isEqualTo(404);
        }
    }

    @Test
    void itIsReadOnlyUntilItsAccessIsOpened() {
        try (ConfigurableApplicationContext context = exposed()) {
            HttpEndpoint http = new HttpEndpoint(context);
            context.getBean(FakeConsumers.class)
                    .of("orders-g")
                    .reports(Snapshots.of(ConsumerState.RUNNING)
                            .queue("orders", 0, 3, 1)
                            .rebalanced(AT)
                            .heartbeat(AT));

            Answer overview = http.get("rocketmq");
            assertThat(overview.status()).isEqualTo(200);
            assertThat(overview.text("/clients/0/brokers/broker-a")).isEqualTo("CONNECTED");
            assertThat(overview.text("/listeners/orders/state")).isEqualTo("RUNNING");
            assertThat(overview.text("/listeners/payments/state")).isEqualTo("STOPPED");

            Answer orders = http.get("rocketmq/orders");
            assertThat(orders.status()).isEqualTo(200);
            assertThat(orders.body().at("/queues/0/lag").asLong()).isEqualTo(3);
            assertThat(orders.text("/queues/1/owner")).isEqualTo("10.0.0.8@1#aa");
            assertThat(orders.body().at("/queues/1/lag").isMissingNode()).isTrue();
            assertThat(orders.text("/rebalances/0/at")).isEqualTo("2026-01-31T08:00:00Z");
            assertThat(http.get("rocketmq/nobody").status()).isEqualTo(404);

            assertThat(http.post("rocketmq/orders", "{\"action\":\"pause\"}").status())
                    .isEqualTo(405);
            assertThat(context.getBean(FakeConsumers.class).of("orders-g").calls())
                    .isEmpty();
        }
    }

    @Test
    void withOpenAccessItControlsListeners() {
        try (ConfigurableApplicationContext context = exposed("management.endpoint.rocketmq.access=unrestricted")) {
            HttpEndpoint http = new HttpEndpoint(context);

            Answer paused = http.post("rocketmq/orders", "{\"action\":\"pause\",\"mode\":\"hold\"}");
            assertThat(paused.status()).isEqualTo(200);
            assertThat(paused.text("/listener/paused")).isEqualTo("hold");
            Answer reset =
                    http.post("rocketmq/orders", "{\"action\":\"reset-offset\",\"to\":\"earliest\",\"dryRun\":false}");
            assertThat(reset.status()).isEqualTo(200);
            assertThat(reset.body().at("/dryRun").asBoolean()).isFalse();
            assertThat(reset.text("/offsets/0/result")).isEqualTo("not-held");
            assertThat(http.post("rocketmq/payments", "{\"action\":\"start\"}").text("/listener/state"))
                    .isEqualTo("RUNNING");

            Answer unknown = http.post("rocketmq/nobody", "{\"action\":\"pause\"}");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.text("/error"))
                    .isEqualTo("there is no listener 'nobody'; the listeners are [orders, payments]");
            Answer bad = http.post("rocketmq/orders", "{\"action\":\"dance\"}");
            assertThat(bad.status()).isEqualTo(400);
            assertThat(bad.text("/error")).startsWith("'dance' is no action; give one of pause, resume");
            assertThat(http.post("rocketmq/orders", "{}").text("/error")).startsWith("the action is missing");
        }
    }

    @Test
    void theHighestPermittedAccessCapsItsOwn() {
        try (ConfigurableApplicationContext context = exposed(
                "management.endpoint.rocketmq.access=unrestricted",
                "management.endpoints.access.max-permitted=read-only")) {
            assertThat(new HttpEndpoint(context)
                            .post("rocketmq/orders", "{\"action\":\"pause\"}")
                            .status())
                    .isEqualTo(405);
        }
    }

    private static ConfigurableApplicationContext exposed(String... properties) {
        String[] all = Arrays.copyOf(properties, properties.length + 1);
        all[properties.length] = "management.endpoints.web.exposure.include=rocketmq";
        return ActuatorApplication.run(WebApplicationType.SERVLET, all);
    }
}
