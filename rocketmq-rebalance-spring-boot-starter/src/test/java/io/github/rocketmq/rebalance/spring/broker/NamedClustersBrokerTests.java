package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqClusters;
import io.github.rocketmq.rebalance.spring.autoconfigure.metrics.RocketMqMetricsAutoConfiguration;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** One application on two clusters, whose topics are called the same. */
class NamedClustersBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static EmbeddedRocketMq own;
    private static EmbeddedRocketMq eu;

    @BeforeAll
    static void startClusters() {
        own = EmbeddedRocketMq.start();
        eu = EmbeddedRocketMq.start();
        own.createTopic("orders", 2);
        eu.createTopic("orders", 2);
    }

    @AfterAll
    static void stopClusters() {
        own.close();
        eu.close();
    }

    static class Orders {
        final Queue<String> own = new ConcurrentLinkedQueue<>();
        final Queue<String> eu = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(id = "own", topics = "orders", consumerGroup = "clusters-own")
        void onOwn(String text) {
            own.add(text);
        }

        @RocketMessageListener(id = "eu", topics = "orders", consumerGroup = "clusters-eu", cluster = "eu")
        void onEu(String text) {
            eu.add(text);
        }
    }

    @Test
    void eachListenerHearsItsClusterOnly() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(RocketMqAutoConfiguration.class))
                .withBean(Orders.class)
                .withPropertyValues(
                        "rocketmq.consumer.consume-from=earliest",
                        "rocketmq.name-server=" + own.nameServerAddress(),
                        "rocketmq.clusters.eu.name-server=" + eu.nameServerAddress(),
                        "rocketmq.clusters.eu.client.instance-name=in-eu")
                .run(context -> {
                    ClientRuntime inEu = context.getBean(RocketMqClusters.class).runtime("eu");
                    try (Producer toEu = inEu.producer("clusters-producer")) {
                        context.getBean(Producer.class).send(message("own"));
                        toEu.send(message("eu"));
                    }

                    Orders orders = context.getBean(Orders.class);
                    await().atMost(PATIENCE).until(() -> !orders.own.isEmpty() && !orders.eu.isEmpty());
                    assertThat(orders.own).containsExactly("own");
                    assertThat(orders.eu).containsExactly("eu");
                    assertThat(inEu.clientId().value()).contains("@in-eu");
                });
        assertThat(eu.consumerIds("clusters-eu", "broker-a")).isEmpty();
    }

    static class OneGroup {
        @RocketMessageListener(id = "own-half", topics = "orders", consumerGroup = "clusters-half")
        void onOwn(String text) {}

        @RocketMessageListener(id = "eu-half", topics = "orders", consumerGroup = "clusters-half", cluster = "eu")
        void onEu(String text) {}
    }

    @Test
    void metersHearOfNamedClustersTooAndOneGroupOnBothIsOneSeries() {
        MeterRegistry meters = new SimpleMeterRegistry();
        String euPort = eu.nameServerAddress().substring(eu.nameServerAddress().lastIndexOf(':') + 1);
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        MetricsAutoConfiguration.class,
                        RocketMqAutoConfiguration.class,
                        RocketMqMetricsAutoConfiguration.class))
                .withBean(OneGroup.class)
                .withBean(MeterRegistry.class, () -> meters)
                .withPropertyValues(
                        "rocketmq.name-server=" + own.nameServerAddress(),
                        "rocketmq.clusters.eu.name-server=localhost:" + euPort)
                .run(context -> {
                    await().atMost(PATIENCE)
                            .until(() -> gauge(meters, "rocketmq.consumer.queues.assigned", "orders") == 4);
                    assertThat(gauge(meters, "rocketmq.consumer.threads.max", "none"))
                            .isEqualTo(40);
                    assertThat(connections(meters, "localhost")).isEqualTo(1);
                    assertThat(connections(meters, "127.0.0.1")).isGreaterThanOrEqualTo(2);
                    assertThat(meters.get("messaging.client.operation.duration")
                                    .tags("messaging.operation.name", "query_route", "server.port", euPort)
                                    .timers())
                            .isNotEmpty();
                });
        assertThat(connections(meters, "localhost")).isZero();
        assertThat(connections(meters, "127.0.0.1")).isZero();
    }

    private static double gauge(MeterRegistry meters, String name, String topic) {
        Gauge gauge = meters.find(name)
                .tags("messaging.consumer.group.name", "clusters-half", "messaging.destination.name", topic)
                .gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    private static double connections(MeterRegistry meters, String host) {
        return meters.get("rocketmq.client.connections")
                .tag("server.address", host)
                .gauge()
                .value();
    }

    private static OutgoingMessage message(String text) {
        return OutgoingMessage.of("orders", text.getBytes(StandardCharsets.UTF_8));
    }
}
