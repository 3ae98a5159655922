package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class OrderlyBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final TestProducer producer = TestProducer.shared();

    @Test
    void orderIsKeptAndNothingLostOrTwiceWhileMembersJoinAndLeave() {
        String topic = SharedCluster.topic(4);
        String group = SharedCluster.unique("group");
        Queue<Message> deliveries = new ConcurrentLinkedQueue<>();
        Map<MessageQueue, AtomicInteger> running = new ConcurrentHashMap<>();
        Queue<String> overlaps = new ConcurrentLinkedQueue<>();
        MessageListener listener = message -> {
            AtomicInteger here = running.computeIfAbsent(message.queue(), queue -> new AtomicInteger());
            if (here.incrementAndGet() > 1) {
                overlaps.add(message.toString());
            }
            deliveries.add(message);
            LockSupport.parkNanos(2_000_000);
            here.decrementAndGet();
            return ConsumeResult.consumed();
        };
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> producer.sendMany(topic, 4000));
        TestMember first = new TestMember(options(group, topic).build(), listener);
        await().atMost(PATIENCE).until(() -> first.share(topic) == 8);
        TestMember second = new TestMember(options(group, topic).build(), listener);
        await().atMost(PATIENCE).until(() -> first.share(topic) == 4 && second.share(topic) == 4);
        TestMember third = new TestMember(options(group, topic).build(), listener);
        await().atMost(PATIENCE)
                .until(() ->
                        first.share(topic) + second.share(topic) + third.share(topic) == 8 && third.share(topic) >= 2);
        first.close();
        await().atMost(PATIENCE).until(() -> second.share(topic) == 4 && third.share(topic) == 4);
        sending.join();
        await().atMost(PATIENCE).until(() -> deliveries.size() >= 4000);
        second.close();
        third.close();

        assertThat(overlaps).isEmpty();
        assertThat(deliveries).hasSize(4000);
        assertInOrder(List.copyOf(deliveries));
    }

    @Test
    void aFailedMessageHoldsItsQueueUntilItIsConsumed() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options =
                options(group, topic).suspendTime(Duration.ofMillis(200)).build();
        try (TestMember member = new TestMember(options, message -> {
            seen.add(text(message) + "#" + message.reconsumeTimes());
            return text(message).equals("second") && message.reconsumeTimes() < 2
                    ? ConsumeResult.retry()
                    : ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
            MessageQueue queue = new MessageQueue(topic, "broker-a", 0);
            for (String body : List.of("first", "second", "third")) {
                producer.send(queue, body);
            }
            await().atMost(PATIENCE).until(() -> seen.size() == 5);
        }
        assertThat(seen).containsExactly("first#0", "second#0", "second#1", "second#2", "third#0");
    }

    @Test
    void aMessageThatFailsTooOftenGoesToTheDeadLetterTopicAndTheQueueGoesOn() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options = options(group, topic)
                .suspendTime(Duration.ofMillis(100))
                .maxReconsumeTimes(1)
                .build();
        try (TestMember member = new TestMember(options, message -> {
            seen.add(text(message));
            if (text(message).equals("poison")) {
                throw new IllegalStateException("never");
            }
            return ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
            MessageQueue queue = new MessageQueue(topic, "broker-b", 0);
            producer.send(queue, "poison");
            producer.send(queue, "healthy");
            await().atMost(PATIENCE).until(() -> seen.contains("healthy"));
        }
        assertThat(seen).containsExactly("poison", "poison", "healthy");
        assertThat(SharedCluster.get().maxOffset(new ConsumerGroup(group).deadLetterTopic(), "broker-b", 0))
                .isEqualTo(1);
    }

    @Test
    void aMemberThatLeavesUnlocksSoThatTheNextOneNeedNotWait() {
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        MessageListener listener = message -> {
            seen.add(text(message));
            return ConsumeResult.consumed();
        };
        try (TestMember first = new TestMember(options(group, topic).build(), listener)) {
            await().atMost(PATIENCE).until(() -> first.share(topic) == 4);
            producer.sendMany(topic, 8);
            await().atMost(PATIENCE).until(() -> seen.size() == 8);
        }
        try (TestMember second = new TestMember(options(group, topic).build(), listener)) {
            await().atMost(Duration.ofSeconds(5)).until(() -> second.share(topic) == 4);
            producer.sendMany(topic, 8);
            await().atMost(PATIENCE).until(() -> seen.size() == 16);
        }
    }

    private static PushConsumerOptions.Builder options(String group, String topic) {
        return PushConsumerOptions.builder(group)
                .subscribe(topic)
                .mode(ConsumeMode.ORDERLY)
                .startPosition(StartPosition.earliest());
    }

    private static String text(Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static void assertInOrder(List<Message> messages) {
        Map<MessageQueue, Long> next = new HashMap<>();
        messages.forEach(message -> {
            long expected = next.getOrDefault(message.queue(), 0L);
            assertThat(message.queueOffset())
                    .as("offset in %s", message.queue())
                    .isEqualTo(expected);
            next.put(message.queue(), expected + 1);
        });
    }
}
