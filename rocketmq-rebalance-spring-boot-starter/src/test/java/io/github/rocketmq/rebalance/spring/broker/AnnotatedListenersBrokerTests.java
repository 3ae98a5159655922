package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.test.spring.EmbeddedRocketMq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

@SpringBootTest(properties = {"rocketmq.consumer.consume-from=earliest", "rocketmq.listeners.by-class.concurrency=2"})
@EmbeddedRocketMq(
        topics = {"orders", "texts"},
        queues = 2)
class AnnotatedListenersBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Autowired
    private Producer producer;

    @Autowired
    private Orders orders;

    @Autowired
    private Texts texts;

    @Autowired
    private io.github.rocketmq.rebalance.test.EmbeddedRocketMq broker;

    @Autowired
    private ConfigurableApplicationContext context;

    @Autowired
    private RocketListenerRegistry registry;

    @Test
    void methodsAndClassesConsumeAndGoOnAfterTheContextWasPaused() {
        send("orders", "{\"id\":1,\"at\":\"2026-11-21T08:00:00Z\"}");
        send("texts", "hello");
        await().atMost(PATIENCE).until(() -> orders.seen.size() == 1 && texts.seen.size() == 1);
        assertThat(orders.seen).containsExactly(new Order(1, Instant.parse("2026-11-21T08:00:00Z")));
        assertThat(texts.seen).containsExactly("hello");

        context.pause();
        send("texts", "while paused");
        assertThat(broker.consumerIds("by-class-group", "broker-a")).isEmpty();
        context.restart();
        await().atMost(PATIENCE).until(() -> texts.seen.contains("while paused"));
        assertThat(texts.seen).containsExactly("hello", "while paused");
        assertThat(registry.ids()).containsExactlyInAnyOrder("by-method", "by-class");
    }

    @Test
    void aPayloadThatCannotBeReadGoesToTheDeadLetterTopicAndTheQueueGoesOn() {
        int before = orders.seen.size();
        send("orders", "this is no order");
        await().atMost(PATIENCE).until(() -> broker.maxOffset("%DLQ%by-method-group", "broker-a", 0) == 1);

        send("orders", "{\"id\":2,\"at\":\"2026-11-21T08:00:01Z\"}");
        await().atMost(PATIENCE).until(() -> orders.seen.size() > before);
    }

    private void send(String topic, String body) {
        producer.send(OutgoingMessage.of(topic, body.getBytes(StandardCharsets.UTF_8)));
    }

    record Order(int id, Instant at) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Orders.class, Texts.class})
    static class Application {}

    @Component
    static class Orders {

        final Queue<Order> seen = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(id = "by-method", topic = "orders", consumerGroup = "by-method-group")
        void on(Order order, Message message) {
            assertThat(message.topic()).isEqualTo("orders");
            seen.add(order);
        }
    }

    @Component
    @RocketMessageListener(id = "by-class", topic = "texts", consumerGroup = "by-class-group")
    static class Texts implements RocketListener<String> {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @Override
        public void onMessage(String text) {
            seen.add(text);
        }
    }
}
