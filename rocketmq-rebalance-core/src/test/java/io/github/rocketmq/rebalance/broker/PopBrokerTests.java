package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.AssignmentMode;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PopBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Brokers look for what was not acknowledged in rounds of a few seconds. */
    private static final Duration INVISIBLE_AND_REVIVED = Duration.ofSeconds(14);

    private static ClientRuntime producing;
    private static Producer producer;
    private static RequestModes modes;

    @BeforeAll
    static void openProducer() {
        producing = ClientRuntime.create(ClientOptions.builder()
                .nameServers(SharedCluster.get().nameServerAddress())
                .build());
        producer = producing.producer("test-producer");
        modes = new RequestModes();
    }

    @BeforeEach
    void needsBrokersThatPop() {
        BrokerVersion.assumeAtLeast("5.0", "4.9 brokers have no POP");
    }

    @AfterAll
    static void closeProducer() {
        modes.close();
        producer.close();
        producing.close();
    }

    @Test
    void aThousandMessagesReachTwoMembersOnceEachAndAreAllAcknowledged() {
        String topic = SharedCluster.topic(4);
        String group = SharedCluster.unique("group");
        modes.pop(topic, group);
        ConcurrentLinkedQueue<String> first = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> second = new ConcurrentLinkedQueue<>();
        try (TestMember one = member(group, topic, first);
                TestMember two = member(group, topic, second)) {
            List<MessageQueue> everyQueue = SharedCluster.get().brokerNames().stream()
                    .map(broker -> new MessageQueue(topic, broker, MessageQueue.ANY_QUEUE))
                    .toList();
            await().atMost(PATIENCE)
                    .until(() -> one.assignment().containsAll(everyQueue)
                            && two.assignment().containsAll(everyQueue));
            send(topic, 1000);

            await().atMost(PATIENCE).until(() -> first.size() + second.size() >= 1000);
            // Had one acknowledgement failed, its message would be back by the end.
            await().during(INVISIBLE_AND_REVIVED).atMost(PATIENCE).until(() -> first.size() + second.size() == 1000);
            assertThat(first).isNotEmpty();
            assertThat(second).isNotEmpty();
            Set<String> all = new HashSet<>(first);
            all.addAll(second);
            assertThat(all).hasSize(1000);
        }
    }

    @Test
    void aListenerThatWantsAMessageLaterGetsItAfterTheDelayUnderItsOwnTopic() {
        BrokerVersion.assumeAtLeast(
                "5.5",
                "5.3 brokers wake no waiting pop for a message that comes again, but with enableRetryTopicV2, so that it"
                        + " comes with the next pop, up to 15 s later");
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        modes.pop(topic, group);
        ConcurrentLinkedQueue<Message> deliveries = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();
        try (TestMember member = new TestMember(options(group, topic).build(), message -> {
            deliveries.add(message);
            times.add(System.nanoTime());
            return message.reconsumeTimes() == 0
                    ? ConsumeResult.retryAfter(Duration.ofSeconds(3))
                    : ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
            producer.send(OutgoingMessage.of(topic, bytes("stubborn")).withTag("paid"));

            await().atMost(PATIENCE).until(() -> deliveries.size() == 2);
            List<Long> when = List.copyOf(times);
            assertThat(Duration.ofNanos(when.get(1) - when.get(0)))
                    .isBetween(Duration.ofSeconds(2), INVISIBLE_AND_REVIVED);
            Message again = List.copyOf(deliveries).get(1);
            assertThat(again.topic()).isEqualTo(topic);
            assertThat(again.messageId()).isEqualTo(deliveries.element().messageId());
            assertThat(again.reconsumeTimes()).isEqualTo(1);
            assertThat(again.tag()).isEqualTo("paid");
            assertThat(again.body()).isEqualTo(bytes("stubborn"));
            await().during(INVISIBLE_AND_REVIVED).atMost(PATIENCE).until(() -> deliveries.size() == 2);
        }
    }

    @Test
    void aListenerSlowerThanTheInvisibleTimeGetsTheMessageOnce() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        modes.pop(topic, group);
        ConcurrentLinkedQueue<String> started = new ConcurrentLinkedQueue<>();
        CountDownLatch end = new CountDownLatch(1);
        try (TestMember member = new TestMember(options(group, topic).build(), message -> {
            started.add(message.messageId());
            awaitQuietly(end);
            return ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
            send(topic, 1);

            await().atMost(PATIENCE).until(() -> !started.isEmpty());
            await().during(INVISIBLE_AND_REVIVED).atMost(PATIENCE).until(() -> started.size() == 1);
            end.countDown();
            await().during(INVISIBLE_AND_REVIVED).atMost(PATIENCE).until(() -> started.size() == 1);
        } finally {
            end.countDown();
        }
    }

    @Test
    void whatAMemberHadInFlightWhenItStoppedComesToAnother() {
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        modes.pop(topic, group);
        CountDownLatch end = new CountDownLatch(1);
        Set<String> done = ConcurrentHashMap.newKeySet();
        PushConsumerOptions impatient =
                options(group, topic).concurrency(2).drainTimeout(Duration.ZERO).build();
        TestMember stopping = new TestMember(impatient, message -> {
            awaitQuietly(end);
            return ConsumeResult.consumed();
        });
        try {
            await().atMost(PATIENCE).until(() -> stopping.share(topic) == 2);
            send(topic, 60);
            await().atMost(PATIENCE)
                    .until(() -> stopping.consumer().snapshot().queues().stream()
                                    .mapToInt(queue -> queue.cachedMessages())
                                    .sum()
                            == 60);
        } finally {
            stopping.close();
        }
        try (TestMember other = new TestMember(options(group, topic).build(), message -> {
            done.add(message.messageId());
            return ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).until(() -> done.size() == 60);
            assertThat(other.share(topic)).isEqualTo(2);
        } finally {
            end.countDown();
        }
    }

    @Test
    void aModeThatIsSwitchedWhileMembersRunLosesNothing() {
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        modes.pull(topic, group);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Set<String> topics = ConcurrentHashMap.newKeySet();
        PushConsumerOptions options =
                options(group, topic).rebalanceInterval(Duration.ofSeconds(1)).build();
        List<TestMember> members = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                members.add(new TestMember(options, message -> {
                    topics.add(message.topic());
                    // Some are in flight whenever the mode is switched.
                    if (message.reconsumeTimes() == 0 && message.queueOffset() % 20 == 0) {
                        return ConsumeResult.retryAfter(Duration.ofSeconds(5));
                    }
                    seen.add(message.messageId());
                    return ConsumeResult.consumed();
                }));
            }
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendSlowly(topic, 600));
            await().atMost(PATIENCE).until(() -> shares(members, topic) == 4 && !anyQueue(members, topic));
            modes.pop(topic, group);
            await().atMost(PATIENCE).until(() -> shares(members, topic) == 4 && anyQueue(members, topic));
            int pulled = seen.size();
            await().atMost(PATIENCE).until(() -> seen.size() > pulled + 50);
            modes.pull(topic, group);
            await().atMost(PATIENCE).until(() -> shares(members, topic) == 4 && !anyQueue(members, topic));
            sending.join();

            // Retries on the second broker: the one that shares them looks for new queues every 30 s only.
            await().atMost(Duration.ofSeconds(90))
                    .untilAsserted(() -> assertThat(seen).hasSize(600));
            assertThat(topics).containsExactly(topic);
        } finally {
            members.forEach(TestMember::close);
        }
    }

    @Test
    void whatWasPoppedAndNeverDoneIsPulledAfterTheModeIsSwitched() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        modes.pop(topic, group);
        ConcurrentLinkedQueue<Message> deliveries = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options =
                options(group, topic).rebalanceInterval(Duration.ofSeconds(1)).build();
        try (TestMember member = new TestMember(options, message -> {
            deliveries.add(message);
            return message.reconsumeTimes() == 0
                    ? ConsumeResult.retryAfter(Duration.ofSeconds(6))
                    : ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).until(() -> anyQueue(List.of(member), topic));
            send(topic, 1);
            await().atMost(PATIENCE).until(() -> deliveries.size() == 1);
            modes.pull(topic, group);

            await().atMost(PATIENCE).until(() -> deliveries.size() == 2);
            Message again = List.copyOf(deliveries).get(1);
            assertThat(member.share(topic)).isEqualTo(2);
            assertThat(anyQueue(List.of(member), topic)).isFalse();
            assertThat(again.topic()).isEqualTo(topic);
            assertThat(again.queue().topic()).isEqualTo("%RETRY%" + group + "_" + topic);
        }
    }

    @Test
    void aMessageThatCameTooOftenOrIsGivenUpEndsInTheDeadLetterTopic() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        modes.pop(topic, group);
        ConcurrentLinkedQueue<Integer> attempts = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options = options(group, topic).maxReconsumeTimes(1).build();
        try (TestMember member = new TestMember(options, message -> {
            if (new String(message.body(), StandardCharsets.UTF_8).equals("hopeless")) {
                return ConsumeResult.deadLetter("it is hopeless");
            }
            attempts.add(message.reconsumeTimes());
            return ConsumeResult.retryAfter(Duration.ofSeconds(1));
        })) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
            producer.send(OutgoingMessage.of(topic, bytes("hopeless")));
            producer.send(OutgoingMessage.of(topic, bytes("stubborn")));

            String deadLetters = new ConsumerGroup(group).deadLetterTopic();
            await().atMost(PATIENCE)
                    .until(() -> SharedCluster.get().brokerNames().stream()
                                    .mapToLong(broker -> SharedCluster.get().maxOffset(deadLetters, broker, 0))
                                    .sum()
                            == 2);
            await().during(INVISIBLE_AND_REVIVED).atMost(PATIENCE).until(() -> attempts.size() == 2);
            assertThat(attempts).containsExactly(0, 1);
        }
    }

    @Test
    void aFewMembersMayShareEachQueueInsteadOfAllMembersAll() {
        String topic = SharedCluster.topic(3);
        String group = SharedCluster.unique("group");
        modes.popSharing(topic, group, 1);
        ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
        List<TestMember> members = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                members.add(member(group, topic, seen));
            }
            // Two queues each, and two of the next member's.
            await().atMost(PATIENCE).until(() -> members.stream().allMatch(member -> member.share(topic) == 4));
            assertThat(anyQueue(members, topic)).isFalse();
            send(topic, 300);

            await().atMost(PATIENCE).until(() -> new HashSet<>(seen).size() == 300);
            await().during(INVISIBLE_AND_REVIVED).atMost(PATIENCE).until(() -> seen.size() == 300);
        } finally {
            members.forEach(TestMember::close);
        }
    }

    private static TestMember member(String group, String topic, ConcurrentLinkedQueue<String> seen) {
        return new TestMember(options(group, topic).build(), message -> {
            seen.add(message.messageId());
            return ConsumeResult.consumed();
        });
    }

    private static PushConsumerOptions.Builder options(String group, String topic) {
        return PushConsumerOptions.builder(group)
                .subscribe(topic)
                .startPosition(StartPosition.earliest())
                .assignment(AssignmentMode.BROKER)
                .popInvisibleTime(Duration.ofSeconds(5));
    }

    private static void send(String topic, int count) {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sent.add(producer.sendAsync(OutgoingMessage.of(topic, bytes("m" + i)))
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new)).join();
    }

    /** One after the other, so that it takes a while. */
    private static void sendSlowly(String topic, int count) {
        for (int i = 0; i < count; i++) {
            producer.sendAsync(OutgoingMessage.of(topic, bytes("m" + i)))
                    .toCompletableFuture()
                    .join();
            awaitQuietly(new CountDownLatch(1), 20);
        }
    }

    private static long shares(List<TestMember> members, String topic) {
        return members.stream().mapToLong(member -> member.share(topic)).sum();
    }

    private static boolean anyQueue(List<TestMember> members, String topic) {
        return members.stream()
                .flatMap(member -> member.assignment().stream())
                .anyMatch(queue -> queue.topic().equals(topic) && queue.queueId() == MessageQueue.ANY_QUEUE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        awaitQuietly(latch, 60_000);
    }

    private static void awaitQuietly(CountDownLatch latch, long millis) {
        try {
            if (latch.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
