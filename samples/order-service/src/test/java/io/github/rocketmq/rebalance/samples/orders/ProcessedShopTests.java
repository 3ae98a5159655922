package io.github.rocketmq.rebalance.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.spring.autoconfigure.ConsumerSettings;
import io.github.rocketmq.rebalance.spring.autoconfigure.actuate.RocketMqEndpoint;
import io.github.rocketmq.rebalance.test.ChildRocketMq;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Runs what {@code process-aot} made of the sample, in a JVM of its own. */
class ProcessedShopTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String METADATA =
            "META-INF/native-image/io.github.rocketmq-rebalance/order-service/reachability-metadata.json";

    @Test
    void theProcessedApplicationConsumesFromABrokerAndShowsItsListener(@TempDir Path folder) throws Exception {
        try (ChildRocketMq broker = ChildRocketMq.start(EmbeddedRocketMq.builder(), Map.of("orders", 8));
                ProcessedShop shop = ProcessedShop.start(folder, broker.nameServerAddress())) {
            shop.awaitStart(PATIENCE);
            assertThat(shop.output()).contains("Starting AOT-processed OrderServiceApplication");

            await().atMost(PATIENCE).untilAsserted(() -> {
                JsonNode listener = shop.get("/actuator/health").at("/components/rocketmq/components/orders");
                assertThat(listener.path("status").asString()).isEqualTo("UP");
                assertThat(listener.at("/details/assignedQueues").asInt()).isEqualTo(8);
                JsonNode counts = shop.get("/orders");
                assertThat(counts.path("placed").asInt()).isGreaterThan(5);
                assertThat(counts.path("consumed").asInt()).isGreaterThan(5);
                ShownListener.assertShown(shop::get);
            });
        }
    }

    @Test
    void theProcessedApplicationNamesWhatANativeImageMustKeep() throws Exception {
        try (InputStream metadata = getClass().getClassLoader().getResourceAsStream(METADATA)) {
            assertThat(metadata).as(METADATA).isNotNull();
            String text = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text)
                    .contains("\"type\": \"" + OrderPlaced.class.getName() + "\"")
                    .contains("\"type\": \"" + OrderListener.class.getName() + "\"")
                    .contains("\"name\": \"onGivenUp\"")
                    .contains(ConsumerSettings.class.getName(), RocketMqEndpoint.class.getName())
                    .contains("libzstd-jni");
        }
    }
}
