package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.api.SendFailedException;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccessControlBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String USER = "shop";
    private static final String SECRET = "correct-horse-battery";

    private static EmbeddedRocketMq cluster;

    @BeforeAll
    static void startBrokerWithAccessControl() {
        cluster = EmbeddedRocketMq.builder()
                .brokerProperty("authenticationEnabled", "true")
                .brokerProperty(
                        "authenticationMetadataProvider",
                        "org.apache.rocketmq.auth.authentication.provider.LocalAuthenticationMetadataProvider")
                .brokerProperty("authorizationEnabled", "true")
                .brokerProperty(
                        "authorizationMetadataProvider",
                        "org.apache.rocketmq.auth.authorization.provider.LocalAuthorizationMetadataProvider")
                .brokerProperty(
                        "initAuthenticationUser", "{\"username\":\"" + USER + "\",\"password\":\"" + SECRET + "\"}")
                .brokerProperty(
                        "innerClientAuthenticationCredentials",
                        "{\"accessKey\":\"broker\",\"secretKey\":\"between-brokers\"}")
                .start();
        cluster.createTopic("orders", 2);
    }

    @AfterAll
    static void stopBroker() {
        cluster.close();
    }

    @Test
    void signedRequestsSendConsumeRetryAndCommit() {
        ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
        try (ClientRuntime runtime =
                        ClientRuntime.create(options().credentials(USER, SECRET).build());
                Producer producer = runtime.producer("shop-producer");
                PushConsumer consumer = consumer(runtime, "signed", message -> {
                    bodies.add(message.reconsumeTimes() + " " + new String(message.body(), StandardCharsets.UTF_8));
                    return message.reconsumeTimes() == 0
                            ? ConsumeResult.retryAfter(Duration.ofSeconds(1))
                            : ConsumeResult.consumed();
                })) {
            consumer.start();
            producer.send(OutgoingMessage.of("orders", "żółw 龟".getBytes(StandardCharsets.UTF_8))
                    .withTag("zażółć")
                    .withKeys("k 1", "k 2"));

            await().atMost(PATIENCE).until(() -> bodies.size() == 2);
            assertThat(bodies).containsExactly("0 żółw 龟", "1 żółw 龟");
            await().atMost(PATIENCE)
                    .until(() -> cluster.committedOffset("signed", "orders", "broker-a", 0)
                                    + cluster.committedOffset("signed", "orders", "broker-a", 1)
                            >= 1);
            await().atMost(PATIENCE)
                    .until(() ->
                            cluster.committedOffset("signed", new ConsumerGroup("signed").retryTopic(), "broker-a", 0)
                                    == 1);
        }
    }

    @Test
    void aWrongSecretIsSaidAndNotShown() {
        try (ClientRuntime runtime = ClientRuntime.create(
                        options().credentials(USER, "wrong-secret").build());
                Producer producer = runtime.producer("shop-producer");
                PushConsumer consumer = consumer(runtime, "liar", message -> ConsumeResult.consumed())) {
            consumer.start();

            assertThat(problemOf(consumer))
                    .contains("NO_PERMISSION(16)", "check signature failed", "signed as 'shop'")
                    .doesNotContain("wrong-secret");
            assertThatThrownBy(() -> producer.send(OutgoingMessage.of("orders", new byte[] {1})))
                    .isInstanceOf(SendFailedException.class)
                    .hasMessageContaining("check signature failed")
                    .hasMessageContaining("signed as 'shop'")
                    .hasMessageNotContaining("wrong-secret");
            assertThat(runtime.options().toString()).contains("shop").doesNotContain("wrong-secret");
        }
    }

    @Test
    void anUnknownUserIsNamed() {
        try (ClientRuntime runtime = ClientRuntime.create(
                        options().credentials("stranger", SECRET).build());
                PushConsumer consumer = consumer(runtime, "strangers", message -> ConsumeResult.consumed())) {
            consumer.start();

            assertThat(problemOf(consumer))
                    .contains("User:stranger is not found")
                    .doesNotContain(SECRET);
        }
    }

    @Test
    void requestsWithoutASignatureAreToldWhatIsMissing() {
        try (ClientRuntime runtime = ClientRuntime.create(options().build());
                PushConsumer consumer = consumer(runtime, "nobodies", message -> ConsumeResult.consumed())) {
            consumer.start();

            assertThat(problemOf(consumer))
                    .contains("NO_PERMISSION(16)", "the request was not signed", "ClientOptions.credentials");
        }
    }

    /** What the last look at the group failed with. */
    private static String problemOf(PushConsumer consumer) {
        await().atMost(PATIENCE).until(() -> consumer.snapshot()
                .lastRebalance()
                .flatMap(RebalanceSnapshot::problem)
                .isPresent());
        return consumer.snapshot()
                .lastRebalance()
                .flatMap(RebalanceSnapshot::problem)
                .orElseThrow();
    }

    private static PushConsumer consumer(
            ClientRuntime runtime, String group, io.github.rocketmq.rebalance.api.MessageListener listener) {
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe("orders")
                .startPosition(StartPosition.earliest())
                .build();
        return PushConsumers.builder(runtime, options, listener).build();
    }

    private static ClientOptions.Builder options() {
        return ClientOptions.builder().nameServers(cluster.nameServerAddress());
    }
}
