package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Pausing, subscriptions that change, filters, start positions, topics that grow and shrink. */
class MemberLifeBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final TestProducer producer = TestProducer.shared();

    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Test
    void aHeldMemberDeliversNothingAndAReleasedOneLeavesItsQueuesToOthers() {
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        Queue<String> others = new ConcurrentLinkedQueue<>();
        try (TestMember member = member(group, topic);
                TestMember other = member(options(group, topic).build(), others)) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2 && other.share(topic) == 2);

            member.consumer().pause(PauseMode.HOLD);
            producer.sendMany(topic, 40);
            await().atMost(PATIENCE).until(() -> others.size() == 20);
            assertThat(seen).isEmpty();
            assertThat(member.share(topic)).isEqualTo(2);
            member.consumer().resume();
            await().atMost(PATIENCE).until(() -> seen.size() == 20);

            member.consumer().pause(PauseMode.RELEASE);
            await().atMost(Duration.ofSeconds(10)).until(() -> other.share(topic) == 4);
            assertThat(member.consumer().snapshot().state()).isEqualTo(ConsumerState.PAUSED);
            producer.sendMany(topic, 40);
            await().atMost(PATIENCE).until(() -> others.size() == 60);
            // What is not committed when a queue changes hands comes again.
            await().atMost(PATIENCE).until(() -> committed(group, topic) == 80);

            member.consumer().resume();
            await().atMost(Duration.ofSeconds(10)).until(() -> member.share(topic) == 2 && other.share(topic) == 2);
            assertThat(seen).hasSize(20);
        }
    }

    @Test
    void topicsAreSubscribedAndUnsubscribedWhileTheMemberRuns() {
        String topic = SharedCluster.topic(1);
        String second = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        try (TestMember member = member(group, topic)) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);

            member.consumer().subscribe(Subscription.all(second));
            await().atMost(PATIENCE).until(() -> member.share(second) == 2);
            producer.sendMany(second, 10);
            producer.sendMany(topic, 10);
            await().atMost(PATIENCE).until(() -> seen.size() == 20);

            member.consumer().unsubscribe(second);
            await().atMost(PATIENCE).until(() -> member.consumer().snapshot().queues().stream()
                    .noneMatch(queue -> queue.queue().topic().equals(second)));
            assertThat(committed(group, second)).isEqualTo(10);
            producer.sendMany(second, 10);
            producer.sendMany(topic, 10);
            await().atMost(PATIENCE).until(() -> seen.size() == 30);
        }
    }

    @Test
    void aSqlConditionIsEvaluatedByTheBroker() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(Subscription.sql92(topic, "amount > 10 AND region = 'eu'"))
                .startPosition(StartPosition.earliest())
                .build();
        try (TestMember member = member(options, seen)) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
            send(topic, "small", "5", "eu");
            send(topic, "wanted", "50", "eu");
            send(topic, "far", "50", "us");
            send(topic, "wanted too", "11", "eu");

            await().atMost(PATIENCE).until(() -> seen.size() == 2);
            assertThat(seen).containsExactlyInAnyOrder("wanted", "wanted too");
            await().atMost(PATIENCE).until(() -> committed(group, topic) == 4);
        }
    }

    @Test
    void aSqlConditionThatBrokersDoNotUnderstandIsSaid() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(Subscription.sql92(topic, "amount >>> what"))
                .build();
        try (TestMember member = member(options, seen)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(member.consumer().snapshot().queues())
                            .filteredOn(queue -> queue.queue().topic().equals(topic))
                            .isNotEmpty()
                            .allSatisfy(queue -> assertThat(queue.problem()).isPresent()));
        }
    }

    @Test
    void aGroupMayBeginAtAPointInTime() {
        BrokerVersion.assumeAtLeast("5.0", "4.9 brokers say 0 of a group that never committed");
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        producer.sendMany(topic, 10);
        Instant between = awaitLaterMillis(3);
        producer.sendMany(topic, 6);
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(topic)
                .startPosition(StartPosition.at(between))
                .build();
        try (TestMember member = member(options, seen)) {
            await().atMost(PATIENCE).until(() -> seen.size() == 6);
            await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> seen.size() == 6);
            assertThat(member.share(topic)).isEqualTo(2);
        }
    }

    @Test
    void aTopicThatGrowsAndShrinksIsFollowedAndNothingOfItLost() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        PushConsumerOptions options =
                PushConsumerOptions.builder(group).subscribe(topic).build();
        try (TestMember member = member(options, seen)) {
            await().atMost(PATIENCE).until(() -> member.share(topic) == 2);
            SharedCluster.get().createTopic(topic, 3);
            try (TestProducer fresh = new TestProducer()) {
                await().atMost(PATIENCE)
                        .until(() -> fresh.producer().queues(topic).size() == 6);
                fresh.sendMany(topic, 60);
            }
            await().atMost(PATIENCE).until(() -> member.share(topic) == 6);
            await().atMost(PATIENCE).until(() -> seen.size() == 60);

            SharedCluster.get().createTopic(topic, 2);
            await().atMost(Duration.ofSeconds(60)).until(() -> member.share(topic) == 4);
        }
    }

    private TestMember member(String group, String topic) {
        return member(options(group, topic).build(), seen);
    }

    private static TestMember member(PushConsumerOptions options, Queue<String> bodies) {
        return new TestMember(options, message -> {
            bodies.add(new String(message.body(), StandardCharsets.UTF_8));
            return ConsumeResult.consumed();
        });
    }

    private static PushConsumerOptions.Builder options(String group, String topic) {
        return PushConsumerOptions.builder(group).subscribe(topic).startPosition(StartPosition.earliest());
    }

    private static void send(String topic, String body, String amount, String region) {
        producer.producer()
                .send(OutgoingMessage.of(topic, body.getBytes(StandardCharsets.UTF_8))
                        .withProperty("amount", amount)
                        .withProperty("region", region));
    }

    private static long committed(String group, String topic) {
        return SharedCluster.get().brokerNames().stream()
                .flatMapToLong(broker -> LongStream.range(0, 2)
                        .map(queue ->
                                Math.max(0, SharedCluster.get().committedOffset(group, topic, broker, (int) queue))))
                .sum();
    }

    /** Store times have whole milliseconds. */
    private static Instant awaitLaterMillis(long millis) {
        Instant start = Instant.now();
        await().until(() -> Instant.now().isAfter(start.plusMillis(millis)));
        return start.plusMillis(millis);
    }
}
