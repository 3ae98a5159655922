package io.github.rocketmq.rebalance.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.test.spring.EmbeddedRocketMq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@SpringBootTest
@EmbeddedRocketMq(topics = "orders", queues = 3)
class RocketTestUtilsBrokerTests {

    @Autowired
    private RocketListenerRegistry registry;

    @Autowired
    private Producer producer;

    @Autowired
    private Orders orders;

    @Autowired
    private io.github.rocketmq.rebalance.test.EmbeddedRocketMq cluster;

    @Autowired
    private ConfigurableApplicationContext context;

    @Test
    void whatIsSentAfterTheAssignmentIsConsumedThoughTheListenerBeginsAtTheLatest() {
        RocketListenerContainer container = listener();
        RocketTestUtils.waitForAssignment(container, 3);

        for (int i = 0; i < 20; i++) {
            producer.send(OutgoingMessage.of("orders", ("order " + i).getBytes(StandardCharsets.UTF_8)));
        }
        RocketTestUtils.waitUntilConsumed(container, cluster);

        assertThat(orders.seen).hasSize(20);
    }

    @Test
    void whatDoesNotHappenSaysHowFarItCame() {
        RocketListenerContainer container = listener();
        RocketTestUtils.waitForAssignment(container, 3);

        assertThatThrownBy(() -> RocketTestUtils.waitForAssignment(container, 4, Duration.ofMillis(50)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("listener 'orders' consumes from 3 queues [")
                .hasMessageContaining("but 4 are expected; its group has 1 members (waited 50 ms)");
    }

    @Test
    void aPausedContextGivesItsQueuesUp() {
        RocketTestUtils.waitForAssignment(listener(), 3);

        context.pause();
        RocketTestUtils.waitForAssignment(listener(), 0);
        assertThatThrownBy(() -> RocketTestUtils.waitUntilConsumed(listener(), cluster, Duration.ofMillis(50)))
                .hasMessageContaining("is not running");

        context.restart();
        RocketTestUtils.waitForAssignment(listener(), 3);
    }

    private RocketListenerContainer listener() {
        return registry.find("orders").orElseThrow();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Orders.class)
    static class Application {}

    static class Orders {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(id = "orders", topic = "orders", consumerGroup = "order-group")
        void on(String order) {
            seen.add(order);
        }
    }
}
