package io.github.rocketmq.rebalance.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmbeddedRocketMqTests {

    @Test
    void twoBrokersKeepTheirTopicsOverARestartAndLeaveNothingBehind() throws IOException {
        Set<Path> homeBefore = logsInHome();
        EmbeddedRocketMq cluster = EmbeddedRocketMq.builder().brokers(2).start();
        String secondBroker;
        try (cluster) {
            assertThat(cluster.brokerNames()).containsExactly("broker-a", "broker-b");
            secondBroker = cluster.brokerAddress("broker-b");
            cluster.createTopic("orders", 3);
            assertThat(cluster.maxOffset("orders", "broker-b", 2)).isZero();
            assertThat(cluster.committedOffset("g", "orders", "broker-b", 0)).isEqualTo(-1);
            assertThat(cluster.consumerIds("g", "broker-a")).isEmpty();

            cluster.stopBroker("broker-b");
            assertThat(Loopback.answers(secondBroker)).isFalse();
            cluster.startBroker("broker-b");
            assertThat(Loopback.answers(secondBroker)).isTrue();
            assertThat(cluster.brokerAddress("broker-b")).isEqualTo(secondBroker);
        }

        assertThat(Loopback.answers(cluster.nameServerAddress())).isFalse();
        assertThat(Loopback.answers(secondBroker)).isFalse();
        assertThat(logsInHome()).isEqualTo(homeBefore);
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            EmbeddedRocketMq.Builder builder = EmbeddedRocketMq.builder().nameServerPort(taken.getLocalPort());

            assertThatIllegalStateException()
                    .isThrownBy(builder::start)
                    .withMessageContaining("port " + taken.getLocalPort() + " for the name server is in use");
        }
    }

    private static Set<Path> logsInHome() throws IOException {
        Path logs = Path.of(System.getProperty("user.home"), "logs");
        if (!Files.exists(logs)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(logs)) {
            return files.collect(Collectors.toSet());
        }
    }
}
