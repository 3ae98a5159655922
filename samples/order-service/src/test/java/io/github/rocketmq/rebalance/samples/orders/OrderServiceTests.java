package io.github.rocketmq.rebalance.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"sample.broker.name-server-port=0", "sample.orders.every=200ms"})
class OrderServiceTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @LocalServerPort
    private int port;

    @Autowired
    private FirstOrderIsOutOfStock warehouse;

    @Test
    void healthShowsTheListenerWithAllQueues() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode listener = get("/actuator/health").at("/components/rocketmq/components/orders");
            assertThat(listener.path("status").asString()).isEqualTo("UP");
            assertThat(listener.at("/details/group").asString()).isEqualTo("order-service");
            assertThat(listener.at("/details/state").asString()).isEqualTo("RUNNING");
            assertThat(listener.at("/details/assignedQueues").asInt()).isEqualTo(8);
            assertThat(listener.at("/details/queues")).hasSize(8);
            assertThat(listener.at("/details/members")).hasSize(1);
        });
    }

    @Test
    void ordersThatArePlacedAreConsumed() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode counts = get("/orders");
            assertThat(counts.path("placed").asInt()).isGreaterThan(10);
            assertThat(counts.path("consumed").asInt()).isGreaterThan(5);
        });
    }

    @Test
    void anOrderThatFailsComesAgain() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(warehouse.attemptsAtFirst()).hasSize(2));
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        return JsonMapper.shared().readTree(response.body());
    }

    /** Refuses the first order that it sees once. */
    static class FirstOrderIsOutOfStock extends Warehouse {

        private final List<Long> attemptsAtFirst = Collections.synchronizedList(new ArrayList<>());
        private long first;

        @Override
        synchronized void reserve(OrderPlaced order) {
            if (first == 0) {
                first = order.id();
            }
            if (order.id() == first) {
                attemptsAtFirst.add(order.id());
                if (attemptsAtFirst.size() == 1) {
                    throw new IllegalStateException("order " + order.id() + " is out of stock");
                }
            }
        }

        List<Long> attemptsAtFirst() {
            return List.copyOf(attemptsAtFirst);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class FlakyWarehouse {

        @Bean
        @Primary
        FirstOrderIsOutOfStock flakyWarehouse() {
            return new FirstOrderIsOutOfStock();
        }
    }
}
