package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.SendFailedException;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BadInputBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void aNameServerThatNobodyRunsIsNamedAndClosingDoesNotHang() {
        try (ClientRuntime runtime = runtime("127.0.0.1:1")) {
            PushConsumer consumer = consumer(runtime, SharedCluster.unique("group"), "orders");
            consumer.start();

            await().atMost(PATIENCE).until(() -> problem(consumer).contains("127.0.0.1:1"));
            assertThat(consumer.snapshot().state()).isEqualTo(ConsumerState.JOINING);
            consumer.close();
            assertThat(consumer.snapshot().state()).isEqualTo(ConsumerState.CLOSED);
        }
    }

    @Test
    void aSecondNameServerStandsInForOneThatIsAway() {
        String topic = SharedCluster.topic(1);
        try (ClientRuntime runtime = runtime("127.0.0.1:1", SharedCluster.get().nameServerAddress())) {
            PushConsumer consumer = consumer(runtime, SharedCluster.unique("group"), topic);
            consumer.start();

            await().atMost(PATIENCE)
                    .until(() -> consumer.snapshot().assignment().size() == 4);
        }
    }

    @Test
    void anUnknownTopicIsNamedAndConsumedOnceItExists() {
        String topic = SharedCluster.unique("later");
        try (ClientRuntime runtime = runtime(SharedCluster.get().nameServerAddress())) {
            PushConsumer consumer = consumer(runtime, SharedCluster.unique("group"), topic);
            consumer.start();
            await().atMost(PATIENCE).until(() -> problem(consumer).contains("knows no topic '" + topic + "'"));

            SharedCluster.get().createTopic(topic, 1);

            await().atMost(PATIENCE)
                    .until(() -> consumer.snapshot().assignment().size() == 4);
        }
    }

    @Test
    void anAddressWithoutPortIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> runtime("localhost"))
                .withMessage("address 'localhost' is not of the form host:port");
    }

    @Test
    void wrongCharactersInAGroupAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PushConsumerOptions.builder("my group"))
                .withMessageContaining("consumer group 'my group' contains ' ' at position 2");
    }

    @Test
    void twoConsumersOfOneGroupInOneClientAreRefused() {
        String group = SharedCluster.unique("group");
        try (ClientRuntime runtime = runtime(SharedCluster.get().nameServerAddress())) {
            consumer(runtime, group, "orders");

            assertThatIllegalStateException()
                    .isThrownBy(() -> consumer(runtime, group, "orders"))
                    .withMessageContaining("already has a consumer of group '" + group + "'");
        }
    }

    @Test
    void aMessageToAQueueThatDoesNotExistIsRefusedWithTheQueue() {
        String topic = SharedCluster.topic(1);
        try (ClientRuntime runtime = runtime(SharedCluster.get().nameServerAddress());
                Producer producer = runtime.producer("test-producer")) {
            assertThatExceptionOfType(SendFailedException.class)
                    .isThrownBy(() -> producer.send(
                            OutgoingMessage.of(topic, new byte[1]), new MessageQueue(topic, "broker-a", 7)))
                    .withMessageContaining(topic + "/broker-a/7");
        }
    }

    @Test
    void aMessageWithoutANameServerFailsWithItsTopic() {
        try (ClientRuntime runtime = runtime("127.0.0.1:1");
                Producer producer = runtime.producer("test-producer")) {
            assertThatExceptionOfType(SendFailedException.class)
                    .isThrownBy(() -> producer.send(OutgoingMessage.of("orders", new byte[1])))
                    .withMessageContaining("topic 'orders'")
                    .withMessageContaining("127.0.0.1:1");
        }
    }

    private static String problem(PushConsumer consumer) {
        return consumer.snapshot()
                .lastRebalance()
                .flatMap(rebalance -> rebalance.problem())
                .orElse("");
    }

    private static PushConsumer consumer(ClientRuntime runtime, String group, String topic) {
        return PushConsumers.builder(
                        runtime,
                        PushConsumerOptions.builder(group).subscribe(topic).build(),
                        message -> ConsumeResult.consumed())
                .build();
    }

    private static ClientRuntime runtime(String... nameServers) {
        return ClientRuntime.create(
                ClientOptions.builder().nameServers(nameServers).build());
    }
}
