package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.autoconfigure.actuate.HttpEndpoint;
import io.github.rocketmq.rebalance.spring.autoconfigure.actuate.HttpEndpoint.Answer;
import io.github.rocketmq.rebalance.test.spring.EmbeddedRocketMq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

/** Health and endpoint of an application that consumes from a real broker. */
@SpringBootTest(
        classes = ActuatorBrokerTests.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "rocketmq.consumer.consume-from=earliest",
            "rocketmq.consumer.offset-commit-interval=1s",
            "management.endpoints.web.exposure.include=health,rocketmq",
            "management.endpoint.health.show-details=always",
            "management.endpoint.health.group.orders.include=rocketmq/orders",
            "management.endpoint.rocketmq.access=unrestricted"
        })
@EmbeddedRocketMq(topics = "orders", queues = 2)
class ActuatorBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Autowired
    private Producer producer;

    @Autowired
    private Orders orders;

    @Autowired
    private ApplicationContext context;

    @Test
    void anOperatorLooksPausesResetsAndResumes() {
        HttpEndpoint http = new HttpEndpoint(context);
        for (int i = 0; i < 6; i++) {
            send("order " + i);
        }
        await().atMost(PATIENCE).until(() -> orders.seen.size() == 6);
        await().atMost(PATIENCE).untilAsserted(() -> {
            Answer health = http.get("health/orders");
            assertThat(health.status()).isEqualTo(200);
            String details = "/components/rocketmq/components/orders/details";
            assertThat(health.text(details + "/brokers/broker-a")).isEqualTo("CONNECTED");
            assertThat(health.text(details + "/nameServer")).contains(":");
            assertThat(health.body().at(details + "/assignedQueues").asInt()).isEqualTo(2);
        });

        Answer overview = http.get("rocketmq");
        assertThat(overview.text("/clients/0/brokers/broker-a")).isEqualTo("CONNECTED");
        assertThat(overview.text("/listeners/orders/state")).isEqualTo("RUNNING");
        assertThat(overview.text("/listeners/orders/strategy")).isEqualTo("BALANCED");
        Answer before = http.get("rocketmq/orders");
        String self = before.text("/clientId");
        assertThat(before.body().at("/clientIds").values())
                .singleElement()
                .satisfies(member -> assertThat(member.asString()).isEqualTo(self));
        assertThat(before.body().at("/queues").values())
                .allSatisfy(queue -> assertThat(queue.at("/owner").asString()).isEqualTo(self))
                .filteredOn(queue -> queue.at("/topic").asString().equals("orders"))
                .hasSize(2)
                .allSatisfy(queue -> {
                    assertThat(queue.at("/lag").asLong()).isZero();
                    assertThat(queue.at("/locked").asBoolean()).isTrue();
                    assertThat(queue.at("/lastPull").asString("")).isNotEmpty();
                });
        assertThat(before.body().at("/rebalances").values()).anySatisfy(look -> {
            assertThat(look.at("/added").asInt()).isPositive();
            assertThat(look.at("/result").asString()).isEqualTo("ok");
        });

        assertThat(change(http, "'action':'reset-offset','to':'earliest','dryRun':false")
                        .status())
                .isEqualTo(400);
        assertThat(change(http, "'action':'pause','mode':'hold'").text("/listener/paused"))
                .isEqualTo("hold");
        Answer dry = change(http, "'action':'reset-offset','to':'earliest'");
        assertThat(dry.body().at("/offsets").values()).hasSize(2).allSatisfy(offset -> {
            assertThat(offset.at("/result").asString()).isEqualTo("would-move");
            assertThat(offset.at("/newOffset").asLong(-1)).isZero();
        });
        assertThat(http.get("rocketmq/orders").body().at("/lag").asLong()).isZero();
        Answer real = change(http, "'action':'reset-offset','to':'earliest','dryRun':'false'");
        assertThat(real.body().at("/offsets").values()).hasSize(2).allSatisfy(offset -> assertThat(
                        offset.at("/result").asString())
                .isEqualTo("moved"));
        await().atMost(PATIENCE)
                .until(() -> http.get("rocketmq/orders").body().at("/lag").asLong() == 6);
        assertThat(orders.seen).hasSize(6);
        assertThat(http.get("health/orders").status()).isEqualTo(200);

        assertThat(change(http, "'action':'resume'").text("/listener/state")).isEqualTo("RUNNING");
        await().atMost(PATIENCE).until(() -> orders.seen.size() == 12);
        assertThat(orders.seen).filteredOn("order 3"::equals).hasSize(2);

        assertThat(change(http, "'action':'set-interval','interval':'5s'").text("/listener/interval"))
                .isEqualTo("5s");
        change(http, "'action':'rebalance'");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        http.get("rocketmq/orders").body().at("/rebalances").values())
                .anySatisfy(look -> assertThat(look.at("/trigger").asString()).isEqualTo("manual")));
    }

    @Test
    void nothingCanBeChangedWithoutOpenAccess() {
        try (ConfigurableApplicationContext readOnly = new SpringApplicationBuilder(Application.class)
                .run(
                        "--server.port=0",
                        "--rocketmq.name-server=" + context.getEnvironment().getProperty("rocketmq.name-server"),
                        "--rocketmq.consumer.auto-startup=false",
                        "--management.endpoints.web.exposure.include=rocketmq")) {
            HttpEndpoint http = new HttpEndpoint(readOnly);

            assertThat(http.get("rocketmq").text("/listeners/orders/state")).isEqualTo("STOPPED");
            assertThat(change(http, "'action':'start'").status()).isEqualTo(405);
            assertThat(http.get("rocketmq").text("/listeners/orders/state")).isEqualTo("STOPPED");
        }
    }

    private static Answer change(HttpEndpoint http, String json) {
        return http.post("rocketmq/orders", "{" + json.replace('\'', '"') + "}");
    }

    private void send(String text) {
        producer.send(OutgoingMessage.of("orders", text.getBytes(StandardCharsets.UTF_8)));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Orders.class)
    static class Application {}

    @Component
    static class Orders {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(id = "orders", topic = "orders", consumerGroup = "orders-group")
        void on(String order) {
            seen.add(order);
        }
    }
}
