package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends to the shared cluster. */
final class TestProducer implements AutoCloseable {

    private static final TestProducer SHARED = new TestProducer();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SHARED::close));
    }

    private final ClientRuntime runtime = ClientRuntime.create(ClientOptions.builder()
            .nameServers(SharedCluster.get().nameServerAddress())
            .build());
    private final Producer producer = runtime.producer("test-producer");

    /** One for all tests of this JVM. */
    static TestProducer shared() {
        return SHARED;
    }

    Producer producer() {
        return producer;
    }

    void send(String topic, String body) {
        producer.send(OutgoingMessage.of(topic, body.getBytes(StandardCharsets.UTF_8)));
    }

    void send(MessageQueue queue, String body) {
        producer.send(OutgoingMessage.of(queue.topic(), body.getBytes(StandardCharsets.UTF_8)), queue);
    }

    /** Sends m0, m1, ... to the topic's queues in turn, so that each queue has them in rising order. */
    void sendMany(String topic, int count) {
        List<MessageQueue> queues = producer.queues(topic);
        List<CompletableFuture<?>> portion = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            OutgoingMessage message = OutgoingMessage.of(topic, ("m" + i).getBytes(StandardCharsets.UTF_8));
            portion.add(
                    producer.sendAsync(message, queues.get(i % queues.size())).toCompletableFuture());
            // One message of a queue under way at a time, because brokers store them on many threads.
            if (portion.size() == queues.size()) {
                CompletableFuture.allOf(portion.toArray(CompletableFuture<?>[]::new))
                        .join();
                portion.clear();
            }
        }
        CompletableFuture.allOf(portion.toArray(CompletableFuture<?>[]::new)).join();
    }

    @Override
    public void close() {
        producer.close();
        runtime.close();
    }
}
