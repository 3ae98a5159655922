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
import io.github.rocketmq.rebalance.api.SendFailedException;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** A broker that is told to stop asks its clients to go away (code 1500) for a while before it does. */
class GracefulStopBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void clientsHearThatABrokerStopsAndGoOnWhenItIsBack() {
        Set<String> confirmed = ConcurrentHashMap.newKeySet();
        Set<String> consumed = ConcurrentHashMap.newKeySet();
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        try (EmbeddedRocketMq cluster = EmbeddedRocketMq.builder()
                        .brokerProperty("enableShutdownGracefully", "true")
                        .brokerProperty("shutdownWaitTimeSeconds", "2")
                        .start();
                ClientRuntime runtime = ClientRuntime.create(ClientOptions.builder()
                        .nameServers(cluster.nameServerAddress())
                        .build())) {
            cluster.createTopic("orders", 4);
            try (Producer producer = runtime.producer("test-producer");
                    PushConsumer consumer = PushConsumers.builder(
                                    runtime,
                                    PushConsumerOptions.builder("g")
                                            .subscribe("orders")
                                            .startPosition(StartPosition.earliest())
                                            .build(),
                                    message -> {
                                        consumed.add(message.messageId());
                                        return ConsumeResult.consumed();
                                    })
                            .build()) {
                consumer.start();
                confirmed.add(send(producer));
                await().atMost(PATIENCE).until(() -> consumed.containsAll(confirmed));

                CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> cluster.stopBroker("broker-a"));
                await().atMost(PATIENCE).until(() -> {
                    try {
                        confirmed.add(send(producer));
                    } catch (SendFailedException e) {
                        failures.add(e.getMessage());
                    }
                    return stopping.isDone();
                });
                assertThat(failures).anyMatch(failure -> failure.contains("stops: it asks to go away"));
                cluster.startBroker("broker-a");

                await().atMost(PATIENCE).ignoreExceptions().until(() -> confirmed.add(send(producer)));
                await().atMost(PATIENCE).until(() -> consumed.containsAll(confirmed));
            }
        }
    }

    private static String send(Producer producer) {
        return producer.send(OutgoingMessage.of("orders", new byte[] {1})).messageId();
    }
}
