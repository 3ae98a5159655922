package io.github.rocketmq.rebalance.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
    private Producer producer;

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
    void allListenersAreHealthy() {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        get("/actuator/health").path("status").asString())
                .isEqualTo("UP"));
    }

    @Test
    void endpointAndMetricsShowTheListener() {
        await().atMost(PATIENCE).untilAsserted(() -> ShownListener.assertShown(this::get));
    }

    @Test
    void theEndpointOnlyShows() throws Exception {
        HttpResponse<String> refused = send(HttpRequest.newBuilder(uri("/actuator/rocketmq/orders"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"action\":\"pause\"}"))
                .build());

        assertThat(refused.statusCode()).isEqualTo(405);
    }

    @Test
    void whatIsNoOrderIsGivenUp() {
        producer.send(OutgoingMessage.of("orders", "no order".getBytes(StandardCharsets.UTF_8))
                .withTag("placed"));

        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get("/orders").path("givenUp").asInt()).isEqualTo(1));
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
        return JsonMapper.shared()
                .readTree(send(HttpRequest.newBuilder(uri(path)).build()).body());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
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
