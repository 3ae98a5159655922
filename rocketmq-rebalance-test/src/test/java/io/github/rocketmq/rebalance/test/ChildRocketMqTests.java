package io.github.rocketmq.rebalance.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildRocketMqTests {

    @Test
    void aKilledChildStartsAgainOnTheSamePorts() {
        try (ChildRocketMq child = ChildRocketMq.start(EmbeddedRocketMq.builder(), Map.of("orders", 2))) {
            String address = child.nameServerAddress();
            assertThat(answers(address)).isTrue();

            child.kill();
            assertThat(answers(address)).isFalse();

            child.startAgain();
            assertThat(child.nameServerAddress()).isEqualTo(address);
            assertThat(answers(address)).isTrue();
        }
    }

    private static boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
