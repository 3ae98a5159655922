package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.message.MessageBatch;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What Apache's producer sends in one request comes as single messages, however the broker stores it. */
class BatchBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int READ_AND_WRITE = 6;
    private static final int INNER_BATCH = 0x80;

    private static final DefaultMQProducer apache = new DefaultMQProducer("batch-producer");
    private static final DefaultMQAdminExt admin = new DefaultMQAdminExt();

    @BeforeAll
    static void open() throws Exception {
        String nameServer = SharedCluster.get().nameServerAddress();
        apache.setNamesrvAddr(nameServer);
        apache.setInstanceName("batch-producer");
        apache.start();
        admin.setNamesrvAddr(nameServer);
        admin.setInstanceName("batch-admin");
        admin.start();
    }

    @AfterAll
    static void close() {
        apache.shutdown();
        admin.shutdown();
    }

    @Test
    void anOrdinaryBatchComesAsSingleMessages() throws Exception {
        String topic = SharedCluster.topic(1);
        ConcurrentLinkedQueue<Message> seen = new ConcurrentLinkedQueue<>();
        try (TestMember member = new TestMember(options(topic, "*"), message -> {
            seen.add(message);
            return ConsumeResult.consumed();
        })) {
            send(topic, 10);

            await().atMost(PATIENCE).until(() -> seen.size() == 10);
            assertThat(seen).extracting(BatchBrokerTests::text).containsExactlyInAnyOrder(texts(0, 10));
            assertThat(seen).extracting(Message::sysFlag).containsOnly(0);
            assertThat(member.share(topic)).isEqualTo(2);
        }
    }

    @Test
    void aBatchThatTheBrokerStoresAsOneMessageComesAsSingleMessages() throws Exception {
        String topic = batchTopic();
        ConcurrentLinkedQueue<Message> seen = new ConcurrentLinkedQueue<>();
        String group = SharedCluster.unique("group");
        try (TestMember member = new TestMember(options(group, topic, "*"), message -> {
            seen.add(message);
            return ConsumeResult.consumed();
        })) {
            send(topic, 10);
            send(topic, 5);

            await().atMost(PATIENCE).until(() -> seen.size() == 15);
            assertThat(seen).allMatch(BatchBrokerTests::wasStoredInABatch);
            assertThat(seen)
                    .extracting(Message::queueOffset)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 15).mapToObj(Long::valueOf).toList());
            assertThat(seen).extracting(Message::messageId).doesNotHaveDuplicates();
            assertThat(seen)
                    .allSatisfy(message -> assertThat(text(message)).isEqualTo("body " + message.queueOffset() % 10));
            await().atMost(PATIENCE)
                    .until(() -> SharedCluster.get().committedOffset(group, topic, "broker-a", 0) == 15);
            assertThat(member.share(topic)).isEqualTo(1);
        }
    }

    @Test
    void aPullFromTheMiddleOfAStoredBatchGoesOnThere() throws Exception {
        String topic = batchTopic();
        String group = SharedCluster.unique("group");
        send(topic, 10);
        String address = SharedCluster.get().brokerAddress("broker-a");
        SubscriptionGroupConfig config = new SubscriptionGroupConfig();
        config.setGroupName(group);
        admin.createAndUpdateSubscriptionGroupConfig(address, config);
        admin.updateConsumeOffset(
                address, group, new org.apache.rocketmq.common.message.MessageQueue(topic, "broker-a", 0), 7);
        ConcurrentLinkedQueue<Message> seen = new ConcurrentLinkedQueue<>();
        try (TestMember member = new TestMember(options(group, topic, "*"), message -> {
            seen.add(message);
            return ConsumeResult.consumed();
        })) {
            await().atMost(PATIENCE)
                    .until(() -> SharedCluster.get().committedOffset(group, topic, "broker-a", 0) == 10);

            assertThat(seen).extracting(BatchBrokerTests::text).containsExactlyInAnyOrder(texts(7, 10));
            assertThat(seen).allMatch(BatchBrokerTests::wasStoredInABatch);
            assertThat(member.share(topic)).isEqualTo(1);
        }
    }

    /** The broker compares the batch's own tag only, so that one decides whether the batch comes at all. */
    @Test
    void tagsAreComparedInsideAStoredBatch() throws Exception {
        String topic = batchTopic();
        String group = SharedCluster.unique("group");
        ConcurrentLinkedQueue<Message> seen = new ConcurrentLinkedQueue<>();
        try (TestMember member = new TestMember(options(group, topic, "odd"), message -> {
            seen.add(message);
            return ConsumeResult.consumed();
        })) {
            MessageBatch batch = batch(topic, 10);
            batch.setTags("odd");
            apache.send(batch);

            await().atMost(PATIENCE)
                    .until(() -> SharedCluster.get().committedOffset(group, topic, "broker-a", 0) == 10);
            assertThat(seen)
                    .extracting(BatchBrokerTests::text)
                    .containsExactlyInAnyOrder("body 1", "body 3", "body 5", "body 7", "body 9");
            assertThat(seen).allMatch(BatchBrokerTests::wasStoredInABatch);
            assertThat(member.share(topic)).isEqualTo(1);
        }
    }

    @Test
    void oneMessageOfAStoredBatchIsGivenBackAndAnotherBuried() throws Exception {
        String topic = batchTopic();
        String group = SharedCluster.unique("group");
        ConcurrentLinkedQueue<Message> again = new ConcurrentLinkedQueue<>();
        try (TestMember member = new TestMember(options(group, topic, "*"), message -> {
            if (message.reconsumeTimes() > 0) {
                again.add(message);
                return ConsumeResult.consumed();
            }
            return switch (text(message)) {
                case "body 3" -> ConsumeResult.retryAfter(Duration.ofSeconds(1));
                case "body 4" -> ConsumeResult.deadLetter("it is hopeless");
                default -> ConsumeResult.consumed();
            };
        })) {
            send(topic, 5);

            await().atMost(PATIENCE).until(() -> SharedCluster.get().committedOffset(group, topic, "broker-a", 0) == 5);
            await().atMost(PATIENCE).until(() -> again.size() == 1);
            Message third = again.element();
            assertThat(text(third)).isEqualTo("body 3");
            assertThat(third.topic()).isEqualTo(topic);
            assertThat(third.tag()).isEqualTo("odd");
            assertThat(third.reconsumeTimes()).isEqualTo(1);
            assertThat(SharedCluster.get().maxOffset(new ConsumerGroup(group).deadLetterTopic(), "broker-a", 0))
                    .isEqualTo(1);
            assertThat(member.share(topic)).isEqualTo(1);
        }
    }

    private static PushConsumerOptions options(String topic, String tags) {
        return options(SharedCluster.unique("group"), topic, tags);
    }

    private static PushConsumerOptions options(String group, String topic, String tags) {
        return PushConsumerOptions.builder(group)
                .subscribe(topic, tags)
                .startPosition(StartPosition.earliest())
                .build();
    }

    /** A topic with one queue, on broker-a, which keeps batches together. */
    private static String batchTopic() throws Exception {
        BrokerVersion.assumeAtLeast("5.0", "4.9 brokers store no batch as one message");
        String topic = SharedCluster.unique("batches");
        TopicConfig config = new TopicConfig(topic, 1, 1, READ_AND_WRITE);
        config.setAttributes(Map.of("+queue.type", "BatchCQ"));
        admin.createAndUpdateTopicConfig(SharedCluster.get().brokerAddress("broker-a"), config);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> admin.examineTopicRouteInfo(topic) != null);
        return topic;
    }

    private static void send(String topic, int count) throws Exception {
        apache.send(batch(topic, count));
    }

    private static MessageBatch batch(String topic, int count) {
        MessageBatch batch = MessageBatch.generateFromList(IntStream.range(0, count)
                .mapToObj(i -> new org.apache.rocketmq.common.message.Message(
                        topic, i % 2 == 0 ? "even" : "odd", ("body " + i).getBytes(StandardCharsets.UTF_8)))
                .toList());
        batch.forEach(MessageClientIDSetter::setUniqID);
        // Without an id of its own the broker stores a batch as single messages, whatever the topic's type.
        MessageClientIDSetter.setUniqID(batch);
        batch.setBody(batch.encode());
        return batch;
    }

    private static String[] texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "body " + i).toArray(String[]::new);
    }

    private static boolean wasStoredInABatch(Message message) {
        return (message.sysFlag() & INNER_BATCH) != 0;
    }

    private static String text(Message message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }
}
