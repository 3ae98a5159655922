package io.github.rocketmq.rebalance.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildRocketMqTests {

    @Test
    void aKilledChildStartsAgainOnTheSamePorts() {
        try (ChildRocketMq child = ChildRocketMq.start(EmbeddedRocketMq.builder(), Map.of("orders", 2))) {
            String address = child.nameServerAddress();
            assertThat(Loopback.answers(address)).isTrue();

            child.kill();
            assertThat(Loopback.answers(address)).isFalse();

            child.startAgain();
            assertThat(child.nameServerAddress()).isEqualTo(address);
            assertThat(Loopback.answers(address)).isTrue();
        }
    }
}
