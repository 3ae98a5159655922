package io.github.rocketmq.rebalance.samples.orders;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqConnectionDetails;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A real RocketMQ inside this process, so that the sample runs without a cluster. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("sample.broker.embedded")
class EmbeddedBrokerConfiguration {

    private static final int QUEUES = 8;

    @Bean(destroyMethod = "close")
    EmbeddedRocketMq embeddedBroker(@Value("${sample.broker.name-server-port}") int nameServerPort) {
        EmbeddedRocketMq broker =
                EmbeddedRocketMq.builder().nameServerPort(nameServerPort).start();
        broker.createTopic("orders", QUEUES);
        return broker;
    }

    /** The starter asks this bean instead of {@code rocketmq.name-server}; so the broker runs before anything connects. */
    @Bean
    RocketMqConnectionDetails embeddedBrokerConnection(EmbeddedRocketMq broker) {
        return () -> List.of(broker.nameServerAddress());
    }
}
