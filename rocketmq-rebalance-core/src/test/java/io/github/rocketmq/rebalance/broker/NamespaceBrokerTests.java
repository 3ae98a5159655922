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
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.junit.jupiter.api.Test;

class NamespaceBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    @SuppressWarnings("deprecation") // Apache's namespaces of the first kind
    void aMessageOfApachesProducerComesAndComesAgainUnderPlainNames() throws Exception {
        String namespace = SharedCluster.unique("shop");
        String topic = SharedCluster.unique("orders");
        String group = SharedCluster.unique("billing");
        SharedCluster.get().createTopic(namespace + "%" + topic, 2);
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        DefaultMQProducer apaches = new DefaultMQProducer(SharedCluster.unique("producer"));
        apaches.setNamespace(namespace);
        apaches.setNamesrvAddr(SharedCluster.get().nameServerAddress());
        apaches.start();
        try (ClientRuntime runtime = runtime(namespace);
                PushConsumer consumer = PushConsumers.builder(runtime, options(group, topic), message -> {
                            seen.add(message.topic() + " by "
                                    + message.queue().topic() + ": "
                                    + new String(message.body(), StandardCharsets.UTF_8));
                            return message.reconsumeTimes() == 0
                                    ? ConsumeResult.retryAfter(Duration.ofSeconds(1))
                                    : ConsumeResult.consumed();
                        })
                        .build()) {
            consumer.start();
            apaches.send(new Message(topic, "apples".getBytes(StandardCharsets.UTF_8)));

            await().atMost(PATIENCE).until(() -> seen.size() == 2);
            assertThat(seen)
                    .containsExactly(topic + " by " + topic + ": apples", topic + " by %RETRY%" + group + ": apples");
            assertThat(consumer.snapshot().assignment().stream()
                            .map(queue -> queue.topic())
                            .distinct())
                    .containsExactlyInAnyOrder(topic, "%RETRY%" + group);
            assertThat(SharedCluster.get().consumerIds(namespace + "%" + group, "broker-a"))
                    .containsExactly(consumer.clientId().value());
            assertThat(SharedCluster.get().consumerIds(group, "broker-a")).isEmpty();
            await().atMost(PATIENCE)
                    .until(() -> committed(namespace + "%" + group, "%RETRY%" + namespace + "%" + group, 1) == 1);
            await().atMost(PATIENCE).until(() -> committed(namespace + "%" + group, namespace + "%" + topic, 2) == 1);
        } finally {
            apaches.shutdown();
        }
    }

    @Test
    @SuppressWarnings("deprecation") // Apache's namespaces of the first kind
    void ourProducerAndMemberShareANamespaceWithThoseOfApache() throws Exception {
        String namespace = SharedCluster.unique("shop");
        String topic = SharedCluster.unique("orders");
        String group = SharedCluster.unique("billing");
        SharedCluster.get().createTopic(namespace + "%" + topic, 4);
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        DefaultMQPushConsumer apaches = new DefaultMQPushConsumer(group);
        apaches.setNamespace(namespace);
        apaches.setNamesrvAddr(SharedCluster.get().nameServerAddress());
        apaches.subscribe(topic, "*");
        apaches.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            messages.forEach(message -> seen.add(message.getTopic() + " " + message.getProperty("INSTANCE_ID")));
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        apaches.start();
        try (ClientRuntime runtime = runtime(namespace);
                Producer producer = runtime.producer(SharedCluster.unique("producer"));
                PushConsumer consumer = PushConsumers.builder(runtime, options(group, topic), message -> {
                            seen.add(message.topic() + " " + message.property("INSTANCE_ID"));
                            return ConsumeResult.consumed();
                        })
                        .build()) {
            consumer.start();
            // Told of by the broker: what it tells names the group with its namespace.
            await().atMost(PATIENCE)
                    .until(() -> consumer.snapshot().assignment().stream()
                                    .filter(queue -> queue.topic().equals(topic))
                                    .count()
                            == 4);
            Set<String> topics = new TreeSet<>();
            for (int i = 0; i < 16; i++) {
                SendReceipt receipt = producer.send(OutgoingMessage.of(topic, new byte[] {1}));
                topics.add(receipt.queue().topic());
            }

            await().atMost(PATIENCE).until(() -> seen.size() == 16);
            assertThat(topics).containsExactly(topic);
            assertThat(producer.queues(topic)).hasSize(8).allMatch(queue -> queue.topic()
                    .equals(topic));
            assertThat(seen).allMatch((topic + " " + namespace)::equals);
        } finally {
            apaches.shutdown();
        }
    }

    @Test
    void aTopicThatIsMissingIsNamedAsItHasToBeCreated() {
        String namespace = SharedCluster.unique("shop");
        try (ClientRuntime runtime = runtime(namespace);
                PushConsumer consumer = PushConsumers.builder(
                                runtime,
                                options(SharedCluster.unique("billing"), "nowhere"),
                                message -> ConsumeResult.consumed())
                        .build()) {
            consumer.start();

            await().atMost(PATIENCE).until(() -> consumer.snapshot()
                    .lastRebalance()
                    .flatMap(RebalanceSnapshot::problem)
                    .filter(problem -> problem.contains("no topic '" + namespace + "%nowhere'"))
                    .isPresent());
        }
    }

    @Test
    void aGroupThatNamesTheNamespaceItselfIsRefused() {
        try (ClientRuntime runtime = runtime("shop")) {
            assertThatThrownBy(() -> PushConsumers.builder(
                                    runtime, options("shop%billing", "orders"), message -> ConsumeResult.consumed())
                            .build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("which the client adds itself");
            assertThatThrownBy(() -> runtime.producer("shop%billing"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("which the client adds itself");
        }
    }

    @Test
    void aNamespaceOfTheSecondKindGoesWithRequestsAndDisturbsNoBroker() {
        String topic = SharedCluster.topic(1);
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        try (ClientRuntime runtime = ClientRuntime.create(ClientOptions.builder()
                        .nameServers(SharedCluster.get().nameServerAddress())
                        .namespaceV2("shop")
                        .build());
                Producer producer = runtime.producer(SharedCluster.unique("producer"));
                PushConsumer consumer = PushConsumers.builder(
                                runtime, options(SharedCluster.unique("billing"), topic), message -> {
                                    seen.add(message.topic());
                                    return ConsumeResult.consumed();
                                })
                        .build()) {
            consumer.start();
            producer.send(OutgoingMessage.of(topic, new byte[] {1}));

            await().atMost(PATIENCE).until(() -> !seen.isEmpty());
            assertThat(seen).containsExactly(topic);
        }
    }

    private static long committed(String group, String topic, int queues) {
        long sum = 0;
        for (String broker : List.of("broker-a", "broker-b")) {
            for (int i = 0; i < queues; i++) {
                sum += Math.max(0, SharedCluster.get().committedOffset(group, topic, broker, i));
            }
        }
        return sum;
    }

    private static PushConsumerOptions options(String group, String topic) {
        return PushConsumerOptions.builder(group)
                .subscribe(topic)
                .startPosition(StartPosition.earliest())
                .build();
    }

    private static ClientRuntime runtime(String namespace) {
        return ClientRuntime.create(ClientOptions.builder()
                .nameServers(SharedCluster.get().nameServerAddress())
                .namespace(namespace)
                .build());
    }
}
