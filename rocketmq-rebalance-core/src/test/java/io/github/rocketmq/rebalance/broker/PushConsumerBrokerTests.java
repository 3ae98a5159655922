package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PushConsumerBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

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

    @Test
    void tenThousandMessagesOverSixteenQueuesSurviveThreeMembersJoiningAndLeaving() {
        String topic = SharedCluster.topic(8);
        String group = SharedCluster.unique("group");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        List<TestMember> members = new ArrayList<>();
        try {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendPaced(topic, 10_000));
            for (int i = 0; i < 3; i++) {
                members.add(member(group, topic, seen));
                int joined = members.size();
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(shares(members, topic))
                        .hasSize(joined)
                        .allMatch(share -> share == 16 / joined || share == 16 / joined + 1));
                await().atMost(PATIENCE).until(() -> distinct(members, topic).size() == 16);
            }
            members.remove(0).close();
            await().atMost(PATIENCE).until(() -> shares(members, topic).equals(List.of(8L, 8L)));
            members.remove(0).close();
            await().atMost(PATIENCE).until(() -> shares(members, topic).equals(List.of(16L)));
            sending.join();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).hasSize(10_000));
        } finally {
            members.forEach(TestMember::close);
        }
        long committed = 0;
        for (String broker : SharedCluster.get().brokerNames()) {
            for (int queue = 0; queue < 8; queue++) {
                committed += SharedCluster.get().committedOffset(group, topic, broker, queue);
            }
        }
        assertThat(committed).isEqualTo(10_000);
    }

    @Test
    void aListenerThatThrowsGetsTheMessageAgainThroughTheRetryTopic() {
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        ConcurrentLinkedQueue<Message> deliveries = new ConcurrentLinkedQueue<>();
        try (TestMember member = new TestMember(options(group, topic).build(), message -> {
            deliveries.add(message);
            if (message.reconsumeTimes() == 0) {
                throw new IllegalStateException("not yet");
            }
            return ConsumeResult.consumed();
        })) {
            send(topic, "stubborn");

            await().atMost(PATIENCE).until(() -> deliveries.size() == 2);
            Message again = List.copyOf(deliveries).get(1);
            assertThat(again.topic()).isEqualTo(topic);
            assertThat(again.queue().topic()).isEqualTo(new ConsumerGroup(group).retryTopic());
            assertThat(again.messageId()).isEqualTo(deliveries.element().messageId());
            assertThat(again.body()).isEqualTo("stubborn".getBytes(StandardCharsets.UTF_8));
            assertThat(member.share(new ConsumerGroup(group).retryTopic())).isEqualTo(2);
        }
    }

    @Test
    void aMessageThatIsGivenBackTooOftenOrAtOnceEndsInTheDeadLetterTopic() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        ConcurrentLinkedQueue<Integer> attempts = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options = options(group, topic).maxReconsumeTimes(1).build();
        try (TestMember member = new TestMember(options, message -> {
            if (new String(message.body(), StandardCharsets.UTF_8).equals("hopeless")) {
                return ConsumeResult.deadLetter("it is hopeless");
            }
            attempts.add(message.reconsumeTimes());
            return ConsumeResult.retryAfter(Duration.ofSeconds(1));
        })) {
            send(topic, "hopeless");
            send(topic, "stubborn");

            String deadLetters = new ConsumerGroup(group).deadLetterTopic();
            await().atMost(PATIENCE)
                    .until(() -> SharedCluster.get().brokerNames().stream()
                                    .mapToLong(broker -> SharedCluster.get().maxOffset(deadLetters, broker, 0))
                                    .sum()
                            == 2);
            assertThat(attempts).containsExactly(0, 1);
            assertThat(member.consumer().snapshot().state().name()).isEqualTo("RUNNING");
        }
    }

    @Test
    void aRestartGoesOnAtTheCommittedOffset() {
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        Set<String> first = ConcurrentHashMap.newKeySet();
        try (TestMember member = member(group, topic, first)) {
            sendPaced(topic, 100);
            await().atMost(PATIENCE).until(() -> first.size() == 100);
            assertThat(member.share(topic)).isEqualTo(4);
        }
        sendPaced(topic, 40);
        ConcurrentLinkedQueue<String> second = new ConcurrentLinkedQueue<>();
        try (TestMember member = new TestMember(options(group, topic).build(), message -> {
            second.add(message.messageId());
            return ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(second).hasSize(40));
            assertThat(member.consumer().snapshot().queues()).allMatch(queue -> queue.lag() >= 0);
        }
        assertThat(new HashSet<>(second)).hasSize(40).doesNotContainAnyElementsOf(first);
    }

    @Test
    void aSecondMemberTakesItsShareWithinSecondsAndGivesItBackWhenItLeaves() {
        String topic = SharedCluster.topic(4);
        String group = SharedCluster.unique("group");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (TestMember first = member(group, topic, seen)) {
            await().atMost(PATIENCE).until(() -> first.share(topic) == 8);
            try (TestMember second = member(group, topic, seen)) {
                await().atMost(Duration.ofSeconds(5)).until(() -> first.share(topic) == 4 && second.share(topic) == 4);
                assertThat(SharedCluster.get().consumerIds(group, "broker-a"))
                        .containsExactlyInAnyOrder(
                                first.consumer().clientId().value(),
                                second.consumer().clientId().value());
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> first.share(topic) == 8);
            assertThat(SharedCluster.get().consumerIds(group, "broker-b"))
                    .containsExactly(first.consumer().clientId().value());
        }
    }

    @Test
    void onlySubscribedTagsAreDelivered() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        ConcurrentLinkedQueue<String> tags = new ConcurrentLinkedQueue<>();
        // "Aa" and "BB" have the same hash, which is all that brokers compare.
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(topic, "Aa || paid")
                .startPosition(StartPosition.earliest())
                .build();
        try (TestMember member = new TestMember(options, message -> {
            tags.add(String.valueOf(message.tag()));
            return ConsumeResult.consumed();
        })) {
            for (String tag : List.of("Aa", "BB", "opened", "paid")) {
                producer.send(
                        OutgoingMessage.of(topic, new byte[] {1}).withTag(tag).withKeys("k1", "k2"));
            }

            await().atMost(PATIENCE).until(() -> tags.size() == 2);
            assertThat(tags).containsExactlyInAnyOrder("Aa", "paid");
            await().atMost(PATIENCE)
                    .until(() -> SharedCluster.get().brokerNames().stream()
                                    .mapToLong(broker -> SharedCluster.get().committedOffset(group, topic, broker, 0))
                                    .sum()
                            == 4);
            assertThat(member.share(topic)).isEqualTo(2);
        }
    }

    @Test
    void aNewGroupThatStartsAtTheEndSkipsWhatWasThereBefore() {
        BrokerVersion.assumeAtLeast(
                "5.0",
                "4.9 brokers answer the offset query of a group that never committed with 0, while the first message of"
                        + " the queue is in memory, and so the group starts there");
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        send(topic, "before");
        ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options =
                PushConsumerOptions.builder(group).subscribe(topic).build();
        try (TestMember member = new TestMember(options, message -> {
            bodies.add(new String(message.body(), StandardCharsets.UTF_8));
            return ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
            send(topic, "after");

            await().atMost(PATIENCE).until(() -> !bodies.isEmpty());
            assertThat(bodies).containsExactly("after");
        }
    }

    @Test
    void oneConnectionToABrokerServesAllGroupsOfAClient() {
        String topic = SharedCluster.topic(1);
        List<String> groups = List.of(SharedCluster.unique("group"), SharedCluster.unique("group"));
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (TestMember first = member(groups.get(0), topic, seen)) {
            var second = io.github.rocketmq.rebalance.PushConsumers.builder(
                            first.runtime(), options(groups.get(1), topic).build(), message -> ConsumeResult.consumed())
                    .build();
            second.start();
            await().atMost(PATIENCE).until(() -> second.snapshot().assignment().size() == 4);
            assertThat(second.clientId()).isEqualTo(first.consumer().clientId());
            second.close();
            await().atMost(PATIENCE).until(() -> SharedCluster.get()
                    .consumerIds(groups.get(1), "broker-a")
                    .isEmpty());
            assertThat(SharedCluster.get().consumerIds(groups.get(0), "broker-a"))
                    .hasSize(1);
        }
    }

    private static TestMember member(String group, String topic, Set<String> seen) {
        return new TestMember(options(group, topic).build(), message -> {
            seen.add(message.messageId());
            return ConsumeResult.consumed();
        });
    }

    private static PushConsumerOptions.Builder options(String group, String topic) {
        return PushConsumerOptions.builder(group).subscribe(topic).startPosition(StartPosition.earliest());
    }

    private static void send(String topic, String body) {
        producer.send(OutgoingMessage.of(topic, body.getBytes(StandardCharsets.UTF_8)));
    }

    /** In portions, so that no more than one portion waits for confirmation. */
    private static void sendPaced(String topic, int count) {
        List<CompletableFuture<?>> portion = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            portion.add(producer.sendAsync(OutgoingMessage.of(topic, ("m" + i).getBytes(StandardCharsets.UTF_8)))
                    .toCompletableFuture());
            if (portion.size() == 100) {
                CompletableFuture.allOf(portion.toArray(CompletableFuture<?>[]::new))
                        .join();
                portion.clear();
            }
        }
        CompletableFuture.allOf(portion.toArray(CompletableFuture<?>[]::new)).join();
    }

    private static List<Long> shares(List<TestMember> members, String topic) {
        return members.stream().map(member -> member.share(topic)).toList();
    }

    private static Set<MessageQueue> distinct(List<TestMember> members, String topic) {
        Set<MessageQueue> queues = new HashSet<>();
        members.forEach(member -> member.assignment().stream()
                .filter(queue -> queue.topic().equals(topic))
                .forEach(queues::add));
        return queues;
    }
}
