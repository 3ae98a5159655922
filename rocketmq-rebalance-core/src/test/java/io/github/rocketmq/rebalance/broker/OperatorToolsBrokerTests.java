package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.admin.ConsumeStats;
import org.apache.rocketmq.remoting.protocol.body.CMResult;
import org.apache.rocketmq.remoting.protocol.body.ConsumeMessageDirectlyResult;
import org.apache.rocketmq.remoting.protocol.body.ConsumeStatus;
import org.apache.rocketmq.remoting.protocol.body.ConsumerConnection;
import org.apache.rocketmq.remoting.protocol.body.ConsumerRunningInfo;
import org.apache.rocketmq.remoting.protocol.heartbeat.ConsumeType;
import org.apache.rocketmq.remoting.protocol.heartbeat.SubscriptionData;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.apache.rocketmq.tools.command.MQAdminStartup;
import org.apache.rocketmq.tools.command.offset.GetConsumerStatusCommand;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Apache's own admin tools, by way of real brokers, against our consumers. */
class OperatorToolsBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Apache's clients take ten seconds for a reset alone. */
    private static final Duration SOON = Duration.ofSeconds(8);

    private static final int QUEUES = 2;
    private static final int ALL_QUEUES = 2 * QUEUES;

    private static ClientRuntime producing;
    private static Producer producer;
    private static DefaultMQAdminExt admin;

    private final String topic = SharedCluster.topic(QUEUES);
    private final String group = SharedCluster.unique("group");
    private final Queue<String> deliveries = new ConcurrentLinkedQueue<>();
    private final AtomicReference<MessageListener> behaviour =
            new AtomicReference<>(message -> ConsumeResult.consumed());
    private final TestMember member = new TestMember(
            PushConsumerOptions.builder(group)
                    .subscribe(topic, "paid || refunded")
                    .startPosition(StartPosition.earliest())
                    .concurrency(7)
                    .offsetCommitInterval(Duration.ofMillis(200))
                    .longPollTimeout(Duration.ofSeconds(1))
                    .build(),
            message -> {
                deliveries.add(new String(message.body(), StandardCharsets.UTF_8));
                return behaviour.get().onMessage(message);
            });
    private final String clientId = member.consumer().clientId().value();

    @BeforeAll
    static void openTools() throws Exception {
        producing = ClientRuntime.create(ClientOptions.builder()
                .nameServers(cluster().nameServerAddress())
                .build());
        producer = producing.producer("test-producer");
        admin = new DefaultMQAdminExt(15_000);
        admin.setInstanceName("operator-" + System.nanoTime());
        admin.setNamesrvAddr(cluster().nameServerAddress());
        admin.start();
    }

    @AfterAll
    static void closeTools() {
        admin.shutdown();
        producer.close();
        producing.close();
    }

    @AfterEach
    void closeMember() {
        member.close();
    }

    @Test
    void theConnectionShowsOurClientItsVersionAndItsSubscriptions() throws Exception {
        awaitAssignment();

        ConsumerConnection connection = admin.examineConsumerConnectionInfo(group);

        assertThat(connection.getConnectionSet()).singleElement().satisfies(each -> {
            assertThat(each.getClientId()).isEqualTo(clientId);
            assertThat(each.getVersion()).isEqualTo(RemotingFrame.CLIENT_VERSION);
        });
        assertThat(connection.getConsumeType()).isEqualTo(ConsumeType.CONSUME_PASSIVELY);
        assertThat(connection.getSubscriptionTable().get(topic).getSubString()).isEqualTo("paid || refunded");
        assertThat(connection.getSubscriptionTable()).containsOnlyKeys(topic, "%RETRY%" + group);
    }

    @Test
    void theRunningInfoShowsQueuesSubscriptionsAndRates() throws Exception {
        consumeToTheEnd(5);

        ConsumerRunningInfo info = admin.getConsumerRunningInfo(group, clientId, false);

        assertThat(info.getJstack()).isNull();
        assertThat(info.getProperties())
                .containsEntry(ConsumerRunningInfo.PROP_CLIENT_VERSION, "V5_5_0")
                .containsEntry(ConsumerRunningInfo.PROP_CONSUME_ORDERLY, "false")
                .containsEntry(ConsumerRunningInfo.PROP_THREADPOOL_CORE_SIZE, "7")
                .containsEntry(
                        ConsumerRunningInfo.PROP_NAMESERVER_ADDR, cluster().nameServerAddress());
        assertThat(info.getSubscriptionSet())
                .extracting(SubscriptionData::getTopic)
                .containsExactlyInAnyOrder(topic, "%RETRY%" + group);
        assertThat(info.getMqTable()).hasSize(ALL_QUEUES + 2);
        assertThat(info.getMqTable().entrySet())
                .filteredOn(entry -> entry.getKey().getTopic().equals(topic))
                .allSatisfy(entry -> {
                    assertThat(entry.getValue().getCommitOffset()).isEqualTo(5);
                    assertThat(entry.getValue().isDroped()).isFalse();
                    assertThat(entry.getValue().getLastPullTimestamp())
                            .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
                    assertThat(entry.getValue().getLastConsumeTimestamp())
                            .isBetween(System.currentTimeMillis() - 60_000, System.currentTimeMillis());
                });
        ConsumeStatus status = info.getStatusTable().get(topic);
        assertThat(status.getConsumeOKTPS()).isPositive();
        assertThat(status.getPullTPS()).isPositive();
        assertThat(status.getConsumeRT()).isPositive();
        assertThat(status.getConsumeFailedMsgs()).isZero();
        assertThat(ConsumerRunningInfo.analyzeProcessQueue(clientId, info)).isEmpty();
        assertThat(info.formatString()).contains("#Consumer Offset#", topic, "%RETRY%" + group);
    }

    @Test
    void aHangingListenerShowsInTheStacksAndInTheCache() throws Exception {
        awaitAssignment();
        CountDownLatch hanging = new CountDownLatch(1);
        behaviour.set(message -> hangUntil(hanging));
        try {
            send(3);
            await().atMost(PATIENCE).until(() -> deliveries.size() == 7);

            ConsumerRunningInfo info = admin.getConsumerRunningInfo(group, clientId, true);

            assertThat(info.getJstack()).contains("hangUntil", "rocketmq-" + group + "-1");
            assertThat(info.getMqTable().values().stream()
                            .mapToInt(queue -> queue.getCachedMsgCount())
                            .sum())
                    .isEqualTo(12);
            assertThat(info.getMqTable().entrySet())
                    .filteredOn(entry -> entry.getKey().getTopic().equals(topic))
                    .allSatisfy(entry -> {
                        assertThat(entry.getValue().getCachedMsgMinOffset()).isZero();
                        assertThat(entry.getValue().getCachedMsgMaxOffset()).isEqualTo(2);
                    });
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void failuresShowInTheRates() throws Exception {
        behaviour.set(message -> message.reconsumeTimes() == 0
                ? ConsumeResult.retryAfter(Duration.ofMinutes(5))
                : ConsumeResult.consumed());
        consumeToTheEnd(2);

        ConsumeStatus status = admin.getConsumerRunningInfo(group, clientId, false)
                .getStatusTable()
                .get(topic);

        assertThat(status.getConsumeFailedMsgs()).isEqualTo(8);
        assertThat(status.getConsumeFailedTPS()).isPositive();
        assertThat(status.getConsumeOKTPS()).isZero();
    }

    @Test
    void theProgressShowsWhatIsNotConsumed() throws Exception {
        BrokerVersion.assumeAtLeast("5.0", "4.9 brokers do not understand this question of the tools of 5.5");
        consumeToTheEnd(5);
        CountDownLatch hanging = new CountDownLatch(1);
        behaviour.set(message -> hangUntil(hanging));
        try {
            send(3);

            await().atMost(PATIENCE).untilAsserted(() -> {
                ConsumeStats stats = admin.examineConsumeStats(group, topic);
                assertThat(stats.getOffsetTable().entrySet())
                        .filteredOn(entry -> entry.getKey().getTopic().equals(topic))
                        .hasSize(ALL_QUEUES)
                        .allSatisfy(entry -> {
                            assertThat(entry.getValue().getBrokerOffset()).isEqualTo(8);
                            assertThat(entry.getValue().getConsumerOffset()).isEqualTo(5);
                        });
            });
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void theStatusFromTheClientShowsConsumedOffsets() throws Exception {
        consumeToTheEnd(4);

        Map<String, Map<MessageQueue, Long>> status = admin.getConsumeStatus(topic, group, clientId);

        assertThat(status).containsOnlyKeys(clientId);
        assertThat(status.get(clientId)).hasSize(ALL_QUEUES).allSatisfy((queue, offset) -> {
            assertThat(queue.getTopic()).isEqualTo(topic);
            assertThat(offset).isEqualTo(4);
        });
    }

    @Test
    void aResetPushedByTheBrokerGoesBackWithoutAPause() throws Exception {
        consumeToTheEnd(5);
        serverSideReset(false);
        try {
            CountDownLatch second = new CountDownLatch(1);
            behaviour.set(message -> hangUntil(second));

            Map<MessageQueue, Long> reset = admin.resetOffsetByTimestamp(topic, group, 0, true);

            assertThat(reset).hasSize(ALL_QUEUES).allSatisfy((queue, offset) -> assertThat(offset)
                    .isZero());
            // Broker 5.5 leaves it to the client to store the new offset.
            await().atMost(SOON).untilAsserted(() -> assertThat(committed()).containsOnly(0L));
            await().atMost(SOON).until(() -> deliveries.size() == 20 + 7);
            second.countDown();
            await().atMost(PATIENCE).until(() -> deliveries.size() == 40);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).containsOnly(5L));
            assertThat(member.share(topic)).isEqualTo(ALL_QUEUES);
        } finally {
            serverSideReset(true);
        }
    }

    @Test
    void aResetPushedByTheBrokerSkipsWhatIsCachedAndWaitsForRunningListeners() throws Exception {
        BrokerVersion.assumeAtLeast(
                "5.0", "4.9 brokers say 0 of what was not committed, so that the first commit cannot be awaited");
        awaitAssignment();
        CountDownLatch hanging = new CountDownLatch(1);
        behaviour.set(message -> hangUntil(hanging));
        send(10);
        await().atMost(PATIENCE).until(() -> deliveries.size() == 7);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).containsOnly(0L));
        serverSideReset(false);
        try {
            admin.resetOffsetByTimestamp(topic, group, -1, true);
            await().atMost(PATIENCE).until(() -> member.share(topic) < ALL_QUEUES);
            hanging.countDown();

            await().atMost(SOON).untilAsserted(() -> assertThat(committed()).containsOnly(10L));
            await().atMost(PATIENCE).until(() -> member.share(topic) == ALL_QUEUES);
            behaviour.set(message -> ConsumeResult.consumed());
            send(1);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).containsOnly(11L));
            assertThat(deliveries).hasSize(7 + ALL_QUEUES);
        } finally {
            hanging.countDown();
            serverSideReset(true);
        }
    }

    @Test
    void aResetWithinTheBrokerIsTakenOverByTheNextPull() throws Exception {
        consumeToTheEnd(5);
        CountDownLatch second = new CountDownLatch(1);
        behaviour.set(message -> hangUntil(second));
        try {
            Map<MessageQueue, Long> reset = admin.resetOffsetByTimestamp(topic, group, 0, true);

            assertThat(reset).hasSize(ALL_QUEUES);
            // Nothing wakes a held pull, and brokers look at held pulls every five seconds only.
            await().atMost(PATIENCE).until(() -> deliveries.size() == 20 + 7);
            await().atMost(PATIENCE)
                    .until(() -> member.consumer().snapshot().queues().stream()
                                    .filter(queue -> queue.queue().topic().equals(topic))
                                    .filter(queue -> queue.committedOffset() == 0 && queue.nextOffset() == 5)
                                    .count()
                            == ALL_QUEUES);
            assertThat(committed()).containsOnly(0L);
            second.countDown();
            await().atMost(PATIENCE).until(() -> deliveries.size() == 40);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).containsOnly(5L));
        } finally {
            second.countDown();
        }
    }

    @Test
    void anOffsetBehindTheEndIsSetRightAtOnceAsTheBrokerSays() throws Exception {
        consumeToTheEnd(5);
        member.close();
        for (io.github.rocketmq.rebalance.model.MessageQueue queue : producer.queues(topic)) {
            MessageQueue apaches = new MessageQueue(topic, queue.brokerName(), queue.queueId());
            admin.updateConsumeOffset(cluster().brokerAddress(queue.brokerName()), group, apaches, 5000);
        }
        assertThat(committed()).containsOnly(5000L);
        PushConsumerOptions options = PushConsumerOptions.builder(group)
                .subscribe(topic, "paid || refunded")
                .offsetCommitInterval(Duration.ofMinutes(10))
                .build();

        try (TestMember next = new TestMember(options, behaviour.get())) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).containsOnly(5L));
            await().atMost(PATIENCE).until(() -> next.share(topic) == ALL_QUEUES);
        }
    }

    @Test
    void anOperatorHasOneMessageConsumedAndSeesWhatTheListenerSays() throws Exception {
        awaitAssignment();
        SendReceipt sent = producer.send(message("again"));
        await().atMost(PATIENCE).until(() -> deliveries.size() == 1);
        await().atMost(PATIENCE)
                .until(() -> committed().stream().mapToLong(Long::longValue).sum() == 1);

        assertThat(consumeDirectly(sent).getConsumeResult()).isEqualTo(CMResult.CR_SUCCESS);
        behaviour.set(message -> ConsumeResult.retry());
        assertThat(consumeDirectly(sent).getConsumeResult()).isEqualTo(CMResult.CR_LATER);
        behaviour.set(message -> {
            throw new IllegalStateException("no stock of " + message.topic() + " " + message.tag());
        });
        ConsumeMessageDirectlyResult thrown = consumeDirectly(sent);
        assertThat(thrown.getConsumeResult()).isEqualTo(CMResult.CR_THROW_EXCEPTION);
        assertThat(thrown.getRemark()).contains("IllegalStateException", "no stock of " + topic + " paid");
        behaviour.set(message -> ConsumeResult.deadLetter("hopeless"));
        ConsumeMessageDirectlyResult buried = consumeDirectly(sent);
        assertThat(buried.getConsumeResult()).isEqualTo(CMResult.CR_LATER);
        assertThat(buried.getRemark()).contains("dead-letter", "hopeless");

        assertThat(deliveries).containsExactly("again", "again", "again", "again", "again");
        assertThat(committed().stream().mapToLong(Long::longValue).sum()).isEqualTo(1);
        assertThat(cluster().maxOffset("%DLQ%" + group, "broker-a", 0)).isZero();
    }

    @Test
    void aMessageIsConsumedDirectlyAlsoWhileAllListenersHang() throws Exception {
        awaitAssignment();
        CountDownLatch hanging = new CountDownLatch(1);
        behaviour.set(message -> hangUntil(hanging));
        try {
            send(3);
            await().atMost(PATIENCE).until(() -> deliveries.size() == 7);
            SendReceipt sent = producer.send(message("one more"));
            behaviour.set(message -> ConsumeResult.consumed());

            assertThat(consumeDirectly(sent).getConsumeResult()).isEqualTo(CMResult.CR_SUCCESS);
            assertThat(deliveries).hasSize(8).contains("one more");
        } finally {
            hanging.countDown();
        }
    }

    @Test
    void theCommandsEndWellAndShowOurClient() throws Exception {
        BrokerVersion.assumeAtLeast("5.0", "4.9 brokers do not understand consumerProgress of the tools of 5.5");
        consumeToTheEnd(3);
        String ip = clientId.substring(0, clientId.indexOf('@'));

        assertThat(AdminCommand.run("consumerConnection", "-g", group))
                .contains(clientId, "V5_5_0", "paid || refunded", "CONSUME_PASSIVELY", "CLUSTERING");
        assertThat(AdminCommand.run("consumerProgress", "-g", group, "-s", "true"))
                .contains(topic, "broker-a", "broker-b", ip, "Consume Diff Total: 0")
                .doesNotContain("N/A  ");
        assertThat(AdminCommand.run("consumerProgress")).contains(group, "V5_5_0", "PUSH", "CLUSTERING");
        assertThat(AdminCommand.run("consumerStatus", "-g", group, "-i", clientId, "-s"))
                .contains("#Consumer Subscription#", topic, "#Consumer RT&TPS#", "ThreadDump");
        // The command exists and is not on mqadmin's list.
        MQAdminStartup.initCommand(new GetConsumerStatusCommand());
        assertThat(AdminCommand.run("getConsumerStatus", "-g", group, "-t", topic, "-i", clientId))
                .contains(clientId, "broker-a");
        assertThat(AdminCommand.run("resetOffsetByTime", "-g", group, "-t", topic, "-s", "0"))
                .contains("start reset consumer offset", "broker-a", "broker-b");
        await().atMost(PATIENCE).until(() -> deliveries.size() == 24);
    }

    private ConsumeMessageDirectlyResult consumeDirectly(SendReceipt sent) throws Exception {
        return admin.consumeMessageDirectly(group, clientId, topic, sent.offsetMessageId());
    }

    private void awaitAssignment() {
        await().atMost(PATIENCE).until(() -> member.share(topic) == ALL_QUEUES && member.share("%RETRY%" + group) == 2);
    }

    /** This many messages in each queue, consumed and committed. */
    private void consumeToTheEnd(int perQueue) {
        awaitAssignment();
        send(perQueue);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(committed()).containsOnly((long) perQueue));
    }

    private void send(int perQueue) {
        producer.queues(topic).forEach(queue -> {
            for (int i = 0; i < perQueue; i++) {
                producer.send(message("m" + i), queue);
            }
        });
    }

    private OutgoingMessage message(String text) {
        return OutgoingMessage.of(topic, text.getBytes(StandardCharsets.UTF_8)).withTag("paid");
    }

    private List<Long> committed() {
        return producer.queues(topic).stream()
                .map(queue -> cluster().committedOffset(group, topic, queue.brokerName(), queue.queueId()))
                .toList();
    }

    private static ConsumeResult hangUntil(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ConsumeResult.consumed();
    }

    private static void serverSideReset(boolean on) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("useServerSideResetOffset", Boolean.toString(on));
        for (String broker : cluster().brokerNames()) {
            admin.updateBrokerConfig(cluster().brokerAddress(broker), properties);
        }
    }

    private static TestCluster cluster() {
        return SharedCluster.get();
    }
}
