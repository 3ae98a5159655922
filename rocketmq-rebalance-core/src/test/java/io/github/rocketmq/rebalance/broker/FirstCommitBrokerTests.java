package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class FirstCommitBrokerTests {

    private static final int QUEUES = 16;

    @Test
    void noOffsetIsLostWhenAGroupCommitsAllQueuesOfATopicForTheFirstTime() {
        String topic = SharedCluster.topic(QUEUES);
        List<MessageQueue> queues = new ArrayList<>();
        for (String broker : SharedCluster.get().brokerNames()) {
            for (int queue = 0; queue < QUEUES; queue++) {
                queues.add(new MessageQueue(topic, broker, queue));
            }
        }
        try (ClientRuntime runtime = ClientRuntime.create(ClientOptions.builder()
                        .nameServers(SharedCluster.get().nameServerAddress())
                        .build());
                Producer producer = runtime.producer("test-producer")) {
            queues.forEach(queue -> producer.send(OutgoingMessage.of(topic, new byte[] {1}), queue));
        }

        for (int round = 0; round < 20; round++) {
            String group = SharedCluster.unique("group");
            Set<String> seen = ConcurrentHashMap.newKeySet();
            PushConsumerOptions options = PushConsumerOptions.builder(group)
                    .subscribe(topic)
                    .startPosition(StartPosition.earliest())
                    .build();
            try (TestMember member = new TestMember(options, message -> {
                seen.add(message.messageId());
                return ConsumeResult.consumed();
            })) {
                await().atMost(Duration.ofSeconds(30)).until(() -> seen.size() == queues.size());
                assertThat(member.share(topic)).isEqualTo(queues.size());
            }
            assertThat(queues).as("round %s", round).allSatisfy(queue -> assertThat(
                            SharedCluster.get().committedOffset(group, topic, queue.brokerName(), queue.queueId()))
                    .as("%s", queue)
                    .isEqualTo(1));
        }
    }
}
