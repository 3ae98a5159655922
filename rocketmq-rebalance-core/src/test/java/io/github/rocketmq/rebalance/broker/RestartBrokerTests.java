package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class RestartBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void aMemberConsumesAgainAfterItsBrokersWereKilledAndStarted() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (KillableCluster child = KillableCluster.start(Map.of("orders", 4));
                ClientRuntime runtime = ClientRuntime.create(ClientOptions.builder()
                        .nameServers(child.nameServerAddress())
                        .build());
                Producer producer = runtime.producer("test-producer");
                PushConsumer consumer = PushConsumers.builder(
                                runtime,
                                PushConsumerOptions.builder("g")
                                        .subscribe("orders")
                                        .startPosition(StartPosition.earliest())
                                        .build(),
                                message -> {
                                    seen.add(message.messageId());
                                    return ConsumeResult.consumed();
                                })
                        .build()) {
            consumer.start();
            send(producer, 50);
            await().atMost(PATIENCE).until(() -> seen.size() == 50);
            // The broker makes the retry topic when it first hears of the group, and the name server knows it later.
            await().atMost(PATIENCE)
                    .until(() -> consumer.snapshot().assignment().size() == 5);

            child.kill();
            await().atMost(PATIENCE).until(() -> consumer.snapshot().queues().stream()
                    .anyMatch(queue -> queue.problem().isPresent()));
            assertThat(consumer.snapshot().assignment()).hasSize(5);
            child.startAgain();

            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                send(producer, 1);
                return true;
            });
            send(producer, 49);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).hasSizeGreaterThanOrEqualTo(100));
            await().atMost(PATIENCE).until(() -> consumer.snapshot().queues().stream()
                    .allMatch(queue -> queue.problem().isEmpty()));
        }
    }

    private static void send(Producer producer, int count) {
        for (int i = 0; i < count; i++) {
            producer.send(OutgoingMessage.of("orders", new byte[] {1}));
        }
    }
}
