package io.github.rocketmq.rebalance.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(EmbeddedRocketMqExtension.class)
class EmbeddedRocketMqExtensionTests {

    @Test
    void aTestIsHandedTheClusterOfItsClass(EmbeddedRocketMq cluster) {
        cluster.createTopic("orders", 2);

        assertThat(cluster.brokerNames()).containsExactly("broker-a");
        assertThat(cluster.maxOffset("orders", "broker-a", 1)).isZero();
    }
}
