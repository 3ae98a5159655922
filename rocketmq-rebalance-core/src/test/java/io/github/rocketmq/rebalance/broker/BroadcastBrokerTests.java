package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.offsets.LocalFileOffsetStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final TestProducer producer = TestProducer.shared();

    private final Path folder;

    BroadcastBrokerTests(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void everyMemberGetsEveryMessageAndGoesOnWhereItStoppedAfterARestart() {
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        Queue<String> first = new ConcurrentLinkedQueue<>();
        Queue<String> second = new ConcurrentLinkedQueue<>();
        try (TestMember other = member(group, topic, "pod-2", second)) {
            try (TestMember member = member(group, topic, "pod-1", first)) {
                await().atMost(PATIENCE).until(() -> member.share(topic) == 4 && other.share(topic) == 4);
                producer.sendMany(topic, 100);
                await().atMost(PATIENCE).until(() -> first.size() == 100 && second.size() == 100);
                assertThat(member.assignment()).allMatch(queue -> queue.topic().equals(topic));
            }
            producer.sendMany(topic, 20);
            try (TestMember again = member(group, topic, "pod-1", first)) {
                await().atMost(PATIENCE).until(() -> first.size() == 120 && second.size() == 120);
                assertThat(again.consumer().snapshot().queues())
                        .allMatch(queue -> queue.problem().isEmpty());
            }
        }
        assertThat(first).hasSize(120);
        assertThat(SharedCluster.get().committedOffset(group, topic, "broker-a", 0))
                .isNotEqualTo(30);
    }

    private TestMember member(String group, String topic, String instance, Queue<String> seen) {
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(topic)
                .model(MessageModel.BROADCASTING)
                .startPosition(StartPosition.earliest())
                .build();
        return new TestMember(runtime -> PushConsumers.builder(runtime, options, message -> {
                    seen.add(new String(message.body(), StandardCharsets.UTF_8));
                    return ConsumeResult.consumed();
                })
                .offsetStore(LocalFileOffsetStore.open(folder, instance, new ConsumerGroup(group))));
    }
}
