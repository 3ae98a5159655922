package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.autoconfigure.health.RocketMqHealthContributorAutoConfiguration;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

/** An application that starts before its name server. */
@ExtendWith(OutputCaptureExtension.class)
class NameServerDownBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static class Orders {
        @RocketMessageListener(id = "orders", topics = "orders", consumerGroup = "down-g")
        void on(String text) {}
    }

    @Test
    void theApplicationStartsSaysWhatIsMissingAndRecovers(CapturedOutput output) throws IOException {
        int port = closedPort();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        RocketMqAutoConfiguration.class, RocketMqHealthContributorAutoConfiguration.class))
                .withBean(Orders.class)
                .withPropertyValues("rocketmq.name-server=127.0.0.1:" + port, "rocketmq.consumer.rebalance.interval=1s")
                .run(context -> {
                    await().atMost(PATIENCE)
                            .until(() -> health(context).getStatus().equals(Status.DOWN));
                    assertThat(String.valueOf(health(context).getDetails().get("reason")))
                            .contains("no name server of [127.0.0.1:" + port + "] answers");
                    assertThat(output.getOut().split("no name server answers, and it is tried again", -1))
                            .as("warned once")
                            .hasSize(2);

                    try (EmbeddedRocketMq cluster =
                            EmbeddedRocketMq.builder().nameServerPort(port).start()) {
                        cluster.createTopic("orders", 2);

                        await().atMost(PATIENCE)
                                .until(() -> health(context).getStatus().equals(Status.UP));
                        assertThat(output).contains("a name server answers again");
                    }
                });
    }

    private static Health health(ApplicationContext context) {
        HealthIndicator indicator = (HealthIndicator)
                context.getBean(CompositeHealthContributor.class).getContributor("orders");
        return Objects.requireNonNull(Objects.requireNonNull(indicator).health());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
