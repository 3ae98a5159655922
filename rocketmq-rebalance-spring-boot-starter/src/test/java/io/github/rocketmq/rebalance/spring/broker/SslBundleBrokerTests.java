package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.test.ChildRocketMq;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import io.github.rocketmq.rebalance.test.TestCertificates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Against Apache's own TLS, which lets nobody in without a certificate. */
@ExtendWith(OutputCaptureExtension.class)
class SslBundleBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static ChildRocketMq cluster;
    private static TestCertificates.Issued client;
    private static Path authority;
    private static Path otherAuthority;

    @BeforeAll
    static void startServersWithTls() throws Exception {
        TestCertificates ours = new TestCertificates(Files.createDirectory(folder.resolve("ours")));
        authority = ours.authority();
        otherAuthority = new TestCertificates(Files.createDirectory(folder.resolve("theirs"))).authority();
        TestCertificates.Issued server = ours.issue("server", "ip:127.0.0.1");
        client = ours.issue("client", "dns:client");
        Map<String, String> properties = new HashMap<>();
        properties.put("tls.test.mode.enable", "false");
        properties.put("tls.config.file", folder.resolve("none").toString());
        properties.put("tls.server.mode", "enforcing");
        properties.put("tls.server.certPath", server.chain().toString());
        properties.put("tls.server.keyPath", server.key().toString());
        properties.put("tls.server.need.client.auth", "require");
        properties.put("tls.server.authClient", "true");
        properties.put("tls.server.trustCertPath", authority.toString());
        // The broker is a client of the name server, but tells Netty no host to verify, which Netty does by default.
        properties.put("io.netty.handler.ssl.defaultEndpointVerificationAlgorithm", "NONE");
        properties.put("tls.enable", "true");
        properties.put("tls.client.certPath", client.chain().toString());
        properties.put("tls.client.keyPath", client.key().toString());
        properties.put("tls.client.authServer", "true");
        properties.put("tls.client.trustCertPath", authority.toString());
        cluster = ChildRocketMq.start(EmbeddedRocketMq.builder(), Map.of("orders", 2), properties);
    }

    @AfterAll
    static void stopServers() {
        cluster.close();
    }

    static class Orders {
        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(topics = "orders", consumerGroup = "bundle-g")
        void on(String text) {
            seen.add(text);
        }
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, RocketMqAutoConfiguration.class))
            .withBean(Orders.class)
            .withPropertyValues(
                    "rocketmq.name-server=" + cluster.nameServerAddress(),
                    "rocketmq.consumer.consume-from=earliest",
                    "rocketmq.consumer.rebalance.interval=1s",
                    "rocketmq.client.ssl.bundle=mine",
                    "spring.ssl.bundle.pem.mine.keystore.certificate=" + client.chain(),
                    "spring.ssl.bundle.pem.mine.keystore.private-key=" + client.key(),
                    "spring.ssl.bundle.pem.right.keystore.certificate=" + client.chain(),
                    "spring.ssl.bundle.pem.right.keystore.private-key=" + client.key(),
                    "spring.ssl.bundle.pem.right.truststore.certificate=" + authority);

    @Test
    void listenersAndProducersUseTheBundle() {
        runner.withPropertyValues(
                        "spring.ssl.bundle.pem.mine.truststore.certificate=" + authority,
                        "rocketmq.client.fail-fast=true")
                .run(context -> {
                    context.getBean(Producer.class).send(message("encrypted"));

                    Orders orders = context.getBean(Orders.class);
                    await().atMost(PATIENCE).until(() -> orders.seen.contains("encrypted"));
                });
    }

    @Test
    void aRenewedBundleIsUsedWithoutARestart(CapturedOutput output) {
        runner.withPropertyValues("spring.ssl.bundle.pem.mine.truststore.certificate=" + otherAuthority)
                .run(context -> {
                    Producer producer = context.getBean(Producer.class);
                    assertThatThrownBy(() -> producer.send(message("refused")))
                            .hasMessageContaining("comes from nobody this client trusts");

                    context.getBean(SslBundleRegistry.class)
                            .updateBundle(
                                    "mine", context.getBean(SslBundles.class).getBundle("right"));

                    Orders orders = context.getBean(Orders.class);
                    await().atMost(PATIENCE).ignoreExceptions().until(() -> producer.send(message("renewed")) != null);
                    await().atMost(PATIENCE).until(() -> orders.seen.contains("renewed"));
                });
        assertThat(output).contains("rocketmq.client.ssl.bundle was renewed; new connections use it");
    }

    private static OutgoingMessage message(String text) {
        return OutgoingMessage.of("orders", text.getBytes(StandardCharsets.UTF_8));
    }
}
