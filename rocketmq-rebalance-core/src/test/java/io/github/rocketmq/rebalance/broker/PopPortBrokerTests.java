package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import io.github.rocketmq.rebalance.remote.netty.NettyCluster;
import io.github.rocketmq.rebalance.remote.netty.NettySettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Single requests about popped messages, as a real broker answers them. */
class PopPortBrokerTests {

    private static final Duration SHORT = Duration.ofSeconds(1);

    private static NettyCluster cluster;
    private static Broker broker;
    private static ClientRuntime producing;
    private static Producer producer;

    @BeforeAll
    static void connect() {
        String nameServer = SharedCluster.get().nameServerAddress();
        cluster = NettyCluster.create(
                new NettySettings(List.of(nameServer), Duration.ofSeconds(5), Duration.ofSeconds(5), 1));
        broker = cluster.broker(BrokerAddress.parse(SharedCluster.get().brokerAddress("broker-a")));
        producing = ClientRuntime.create(
                ClientOptions.builder().nameServers(nameServer).build());
        producer = producing.producer("test-producer");
    }

    @AfterAll
    static void disconnect() {
        producer.close();
        producing.close();
        cluster.close();
    }

    @Test
    void aBrokerTellsWhetherThereIsAnythingToPopAndWaitsForItIfWished() {
        ConsumerGroup group = new ConsumerGroup(SharedCluster.unique("group"));
        MessageQueue any = anyQueue(SharedCluster.topic(1));
        // The first request of a group sets where it begins.
        assertThat(join(broker.pops().pop(request(group, any)))).isInstanceOf(PopReply.NothingNew.class);
        assertThat(join(broker.pops().awaitMessages(group, any, SHORT))).isFalse();

        CompletionStage<Boolean> waiting = broker.pops().awaitMessages(group, any, Duration.ofSeconds(20));
        long asked = System.nanoTime();
        send(any.topic(), 1);

        assertThat(join(waiting)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(10));
        assertThat(popped(group, any)).hasSize(1);
    }

    @Test
    void poppedMessagesAreGoneWhenTheyAreAcknowledgedOneByOneOrTogether() {
        ConsumerGroup group = new ConsumerGroup(SharedCluster.unique("group"));
        MessageQueue any = anyQueue(SharedCluster.topic(2));
        send(any.topic(), 6);
        List<PopReceipt> receipts = popped(group, any);
        assertThat(receipts).hasSize(6);
        assertThat(receipts.stream().map(PopReceipt::queueId).distinct()).hasSize(2);

        join(broker.pops().ack(group, receipts.subList(0, 1)));
        join(broker.pops().ack(group, receipts.subList(1, 5)));
        PopReceipt kept = join(broker.pops().changeInvisibleTime(group, receipts.get(5), SHORT));

        assertThat(kept.queue(group)).isEqualTo(receipts.get(5).queue(group));
        assertThat(kept.invisibleTime()).isEqualTo(1000);
        // All but the last were acknowledged, so only that one comes, long before the time of the others is over.
        List<PopReceipt> again = popped(group, any, Duration.ofSeconds(12));
        assertThat(again).hasSize(1);
        assertThat(again.get(0).source()).isEqualTo(PopReceipt.Source.RETRIES);
        join(broker.pops().ack(group, again));
    }

    @Test
    void aBrokerThatCannotShareSaysSo() {
        String topic = SharedCluster.topic(1);
        ConsumerGroup nobody = new ConsumerGroup(SharedCluster.unique("group"));

        assertThat(join(broker.queryAssignment(new AssignmentRequest(topic, nobody, new ClientId("a"), "AVG"))))
                .isInstanceOf(AssignmentReply.Undecided.class);
    }

    private static List<PopReceipt> popped(ConsumerGroup group, MessageQueue queue) {
        return popped(group, queue, SHORT);
    }

    private static List<PopReceipt> popped(ConsumerGroup group, MessageQueue queue, Duration holdTime) {
        PopReply reply = join(broker.pops()
                .pop(new PopRequest(
                        group, queue, Subscription.all(queue.topic()), 32, Duration.ofSeconds(60), holdTime, true)));
        assertThat(reply).isInstanceOf(PopReply.Found.class);
        return ((PopReply.Found) reply)
                .messages().stream().map(PopReply.Popped::receipt).toList();
    }

    private static PopRequest request(ConsumerGroup group, MessageQueue queue) {
        return new PopRequest(group, queue, Subscription.all(queue.topic()), 32, Duration.ofSeconds(60), SHORT, true);
    }

    private static MessageQueue anyQueue(String topic) {
        return new MessageQueue(topic, "broker-a", MessageQueue.ANY_QUEUE);
    }

    /** To the queues of this broker in turns. */
    private static void send(String topic, int count) {
        List<MessageQueue> queues =
                List.of(new MessageQueue(topic, "broker-a", 0), new MessageQueue(topic, "broker-a", 1));
        IntStream.range(0, count)
                .forEach(i ->
                        producer.send(OutgoingMessage.of(topic, new byte[] {1}), queues.get(count == 1 ? 0 : i % 2)));
    }

    private static <T> T join(CompletionStage<T> answer) {
        return answer.toCompletableFuture().join();
    }
}
