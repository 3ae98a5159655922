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
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What is different on brokers before 5.0. */
class OldBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    void membersShareQueuesByThemselvesWhereBrokersCannot() {
        BrokerVersion.assumeBefore("5.0", "these brokers share queues");
        String topic = SharedCluster.topic(2);
        String group = SharedCluster.unique("group");
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (ClientRuntime producing = ClientRuntime.create(ClientOptions.builder()
                        .nameServers(SharedCluster.get().nameServerAddress())
                        .build());
                Producer producer = producing.producer("test-producer");
                TestMember first = member(group, topic, seen);
                TestMember second = member(group, topic, seen)) {
            await().atMost(PATIENCE).until(() -> first.share(topic) == 2 && second.share(topic) == 2);
            for (int i = 0; i < 20; i++) {
                producer.send(OutgoingMessage.of(topic, new byte[] {1}));
            }

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen).hasSize(20));
        }
    }

    private static TestMember member(String group, String topic, Set<String> seen) {
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(topic)
                .startPosition(StartPosition.earliest())
                .assignment(AssignmentMode.BROKER)
                .build();
        return new TestMember(options, message -> {
            seen.add(message.messageId());
            return ConsumeResult.consumed();
        });
    }
}
