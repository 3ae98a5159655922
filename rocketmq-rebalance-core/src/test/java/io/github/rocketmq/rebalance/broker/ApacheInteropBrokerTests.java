package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.broker.GroupPeer.Delivery;
import io.github.rocketmq.rebalance.broker.MixedGroup.Strategy;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members of ours and of Apache's own client in one group. */
class ApacheInteropBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_UNDER_WAY = 200;
    private static final int LEAST_SENT = 1000;

    /** Who joins (+) and who leaves (-), such that both kinds come first, last, into a mixed group and into one of one kind. */
    private static final List<String> CHANGES = List.of(
            "+apache-1",
            "+our-1",
            "+our-2",
            "+apache-2",
            "-apache-1",
            "-our-1",
            "+our-3",
            "-apache-2",
            "+apache-3",
            "-our-2",
            "-our-3",
            "+our-4",
            "-apache-3");

    private static ClientRuntime producing;
    private static Producer producer;

    @BeforeAll
    static void openProducer() {
        producing = ClientRuntime.create(ClientOptions.builder()
                .nameServers(SharedCluster.get().nameServerAddress())
                .build());
        producer = producing.producer("test-producer");
    }

    @AfterAll
    static void closeProducer() {
        producer.close();
        producing.close();
    }

    @ParameterizedTest
    @EnumSource
    void allQueuesAreSharedAndNothingIsLostWhileMembersOfBothClientsComeAndGo(Strategy strategy) {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (MixedGroup group = new MixedGroup(strategy, ConsumeMode.CONCURRENTLY, 4, delivery -> {
            seen.add(delivery.messageId());
            return true;
        })) {
            Set<String> sent = whileSending(group, seen, () -> change(group));

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).containsAll(sent));
        }
    }

    @Test
    void aMessageThatFailedAtEitherClientComesAgainToWhoeverHasTheRetryQueue() {
        ConcurrentLinkedQueue<Delivery> deliveries = new ConcurrentLinkedQueue<>();
        // By circle, each of two members has queues of the topic at both brokers, and one broker's retry queue.
        try (MixedGroup group = new MixedGroup(Strategy.AVG_BY_CIRCLE, ConsumeMode.CONCURRENTLY, 2, delivery -> {
            deliveries.add(delivery);
            return delivery.reconsumeTimes() > 0;
        })) {
            group.join("apache-1");
            group.join("our-1");
            group.awaitShared("after both joined");
            Map<String, Set<MessageQueue>> assignments = group.assignments();

            group.queues().forEach(queue -> producer.send(OutgoingMessage.of(group.topic(), new byte[] {1}), queue));

            await().atMost(PATIENCE)
                    .until(() -> deliveries.size() == 2 * group.queues().size());
            Map<String, List<Delivery>> byMessage =
                    deliveries.stream().collect(Collectors.groupingBy(Delivery::messageId));
            assertThat(byMessage).hasSize(group.queues().size());
            Set<String> ways = new HashSet<>();
            byMessage.values().forEach(both -> {
                Delivery failed = both.get(0);
                Delivery again = both.get(1);
                assertThat(failed.queue().topic()).isEqualTo(group.topic());
                assertThat(Topic.isRetry(again.queue().topic())).isTrue();
                assertThat(again.reconsumeTimes()).isEqualTo(1);
                assertThat(again.queue().brokerName()).isEqualTo(failed.queue().brokerName());
                assertThat(assignments.get(again.peer())).contains(again.queue());
                ways.add(kind(failed) + " to " + kind(again));
            });
            assertThat(ways).contains("apache to our", "our to apache");
        }
    }

    @ParameterizedTest
    @EnumSource
    void queuesAreConsumedInOrderByOneMemberAtATimeWhileMembersOfBothClientsComeAndGo(Strategy strategy) {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        OrderWitness witness = new OrderWitness();
        try (MixedGroup group = new MixedGroup(strategy, ConsumeMode.ORDERLY, 4, delivery -> {
            witness.during(delivery, () -> seen.add(delivery.messageId()));
            return true;
        })) {
            Set<String> sent = whileSending(group, seen, () -> change(group));

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).containsAll(sent));
        }
        assertThat(witness.complaints()).isEmpty();
    }

    private static String kind(Delivery delivery) {
        return delivery.peer().contains("apache") ? "apache" : "our";
    }

    private static void change(MixedGroup group) {
        for (String change : CHANGES) {
            String name = change.substring(1);
            if (change.startsWith("+")) {
                group.join(name);
            } else {
                group.leave(name);
            }
            group.awaitShared(change);
        }
    }

    /** Sends as long as the work takes, and no more ahead than a bit; the answer is what was sent. */
    private static Set<String> whileSending(MixedGroup group, Set<String> seen, Runnable work) {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            while (!enough.get() || sent.size() < LEAST_SENT) {
                List<CompletableFuture<?>> portion = new ArrayList<>();
                for (int i = 0; i < 10; i++) {
                    portion.add(producer.sendAsync(OutgoingMessage.of(group.topic(), new byte[] {1}))
                            .thenAccept(receipt -> sent.add(receipt.messageId()))
                            .toCompletableFuture());
                }
                CompletableFuture.allOf(portion.toArray(CompletableFuture<?>[]::new))
                        .join();
                await().atMost(PATIENCE.multipliedBy(2))
                        .until(() -> enough.get() || sent.size() - seen.size() < MOST_UNDER_WAY);
            }
        });
        try {
            work.run();
        } finally {
            enough.set(true);
        }
        sending.join();
        return sent;
    }
}
