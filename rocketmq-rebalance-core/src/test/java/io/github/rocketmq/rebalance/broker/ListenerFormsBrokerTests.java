package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.common.compression.CompressionType;
import org.apache.rocketmq.common.sysflag.MessageSysFlag;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyRemotingClient;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.remoting.protocol.RequestCode;
import org.apache.rocketmq.remoting.protocol.header.SendMessageRequestHeader;
import org.junit.jupiter.api.Test;

/** Batches, answers that come later, listeners that never return, bodies that cannot be read. */
class ListenerFormsBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final TestProducer producer = TestProducer.shared();

    @Test
    void aBatchListenerGetsManyMessagesOfOneQueueAndFailsOnlyWhatFailed() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        producer.sendMany(topic, 200);
        Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        Queue<String> done = new ConcurrentLinkedQueue<>();
        Queue<String> again = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options = options(group, topic).batchSize(16).build();
        try (TestMember member = new TestMember(runtime -> PushConsumers.batchBuilder(runtime, options, messages -> {
            sizes.add(messages.size());
            assertThat(messages.stream().map(message -> message.queue()).distinct())
                    .hasSize(1);
            return BatchResult.each(messages.stream()
                    .map(message -> {
                        String body = new String(message.body(), StandardCharsets.UTF_8);
                        if (body.equals("m7") && message.reconsumeTimes() == 0) {
                            return ConsumeResult.retryAfter(Duration.ofSeconds(1));
                        }
                        (message.reconsumeTimes() == 0 ? done : again).add(body);
                        return ConsumeResult.consumed();
                    })
                    .toList());
        }))) {
            await().atMost(PATIENCE).until(() -> done.size() == 199 && again.size() == 1);
            assertThat(member.consumer().group().name()).isEqualTo(group);
        }
        assertThat(again).containsExactly("m7");
        assertThat(sizes).anyMatch(size -> size > 1).allMatch(size -> size <= 16);
    }

    @Test
    void anAnswerMayComeLaterFromAnotherThread() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        producer.sendMany(topic, 100);
        Queue<String> done = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options = options(group, topic).concurrency(4).build();
        try (TestMember member = new TestMember(runtime -> PushConsumers.asyncBuilder(
                runtime,
                options,
                message -> CompletableFuture.supplyAsync(
                        () -> {
                            done.add(message.messageId());
                            return ConsumeResult.consumed();
                        },
                        CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS))))) {
            await().atMost(PATIENCE).until(() -> done.size() == 100);
            await().atMost(PATIENCE)
                    .until(() -> member.consumer().snapshot().queues().stream().allMatch(queue -> queue.lag() == 0));
        }
        assertThat(done).doesNotHaveDuplicates();
    }

    @Test
    void aMessageWhoseListenerNeverReturnsComesAgain() {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        CountDownLatch never = new CountDownLatch(1);
        Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
        PushConsumerOptions options = options(group, topic)
                .consumeTimeout(Duration.ofSeconds(2))
                .drainTimeout(Duration.ofSeconds(1))
                .build();
        producer.send(topic, "stuck");
        try (TestMember member = new TestMember(options, message -> {
            attempts.add(message.reconsumeTimes());
            if (message.reconsumeTimes() == 0) {
                never.await();
            }
            return ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE).until(() -> attempts.size() == 2);
            await().atMost(PATIENCE)
                    .until(() -> member.consumer().snapshot().queues().stream().allMatch(queue -> queue.lag() == 0));
            never.countDown();
        }
        assertThat(attempts).containsExactly(0, 1);
    }

    @Test
    void aBodyThatCannotBeInflatedGoesToTheDeadLetterTopicAndTheOthersAreConsumed() throws Exception {
        String topic = SharedCluster.topic(1);
        String group = SharedCluster.unique("group");
        PushConsumerOptions options =
                options(group, topic).undecodable(UndecodablePolicy.DEAD_LETTER).build();
        Queue<String> done = new ConcurrentLinkedQueue<>();
        MessageQueue queue = new MessageQueue(topic, "broker-a", 0);
        producer.send(queue, "before");
        sendBrokenZstd(topic);
        producer.send(queue, "after");
        try (TestMember member = new TestMember(options, message -> {
            done.add(new String(message.body(), StandardCharsets.UTF_8));
            return ConsumeResult.consumed();
        })) {
            String grave = new ConsumerGroup(group).deadLetterTopic();
            await().atMost(PATIENCE)
                    .until(() -> SharedCluster.get().brokerNames().stream()
                                    .mapToLong(broker -> SharedCluster.get().maxOffset(grave, broker, 0))
                                    .sum()
                            == 1);
            await().atMost(PATIENCE).until(() -> done.size() == 2);
            assertThat(member.share(topic)).isEqualTo(2);
        }
        assertThat(done).containsExactlyInAnyOrder("before", "after");
    }

    /** A message that says it is compressed by zstd and is not. */
    private static void sendBrokenZstd(String topic) throws Exception {
        SendMessageRequestHeader header = new SendMessageRequestHeader();
        header.setProducerGroup("broken");
        header.setTopic(topic);
        header.setDefaultTopic("TBW102");
        header.setDefaultTopicQueueNums(1);
        header.setQueueId(0);
        header.setSysFlag(MessageSysFlag.COMPRESSED_FLAG | CompressionType.ZSTD.getCompressionFlag());
        header.setBornTimestamp(System.currentTimeMillis());
        header.setFlag(0);
        header.setProperties("");
        header.setReconsumeTimes(0);
        header.setUnitMode(false);
        header.setBatch(false);
        RemotingCommand request = RemotingCommand.createRequestCommand(RequestCode.SEND_MESSAGE, header);
        request.setBody("no zstd at all".getBytes(StandardCharsets.UTF_8));
        NettyRemotingClient apache = new NettyRemotingClient(new NettyClientConfig());
        apache.start();
        try {
            RemotingCommand response = apache.invokeSync(SharedCluster.get().brokerAddress("broker-a"), request, 5000);
            assertThat(response.getCode()).isZero();
        } finally {
            apache.shutdown();
        }
    }

    private static PushConsumerOptions.Builder options(String group, String topic) {
        return PushConsumerOptions.builder(group).subscribe(topic).startPosition(StartPosition.earliest());
    }
}
