package io.github.rocketmq.rebalance.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.test.spring.EmbeddedRocketMq;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * A listener of one group in two cached contexts that share a cluster. Whichever comes second finds the other's context
 * paused, and so all queues free.
 */
@SpringBootTest(classes = SharedCluster.Application.class)
@EmbeddedRocketMq(topics = "shared-orders", queues = 3, shared = true)
abstract class SharedCluster {

    @Autowired
    private RocketListenerRegistry registry;

    @Autowired
    private io.github.rocketmq.rebalance.test.EmbeddedRocketMq cluster;

    @Test
    void theListenerOfTheContextInUseHasAllQueues() {
        RocketTestUtils.waitForAssignment(registry.find("shared").orElseThrow(), 3);

        assertThat(cluster.consumerIds("shared-group", "broker-a")).hasSize(1);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Orders.class)
    static class Application {}

    static class Orders {

        @RocketMessageListener(id = "shared", topic = "shared-orders", consumerGroup = "shared-group")
        void on(String order) {
            // Only the assignment matters.
        }
    }
}
