package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.PeerRequest;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RunningInfo;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a broker asks over a real connection, and what it gets. */
@SuppressWarnings("FutureReturnValueIgnored") // what the fake server fails to write shows in the missing answer
class PeerRequestTests {

    private static final byte[] NOTHING = {};
    private static final int ONEWAY = 2;

    private final FakeServer broker = new FakeServer((client, frame) -> {
        if (!frame.isResponse()) {
            client.writeAndFlush(new RemotingFrame(0, 513, frame.opaque(), 1, null, Map.of("offset", "7"), NOTHING));
        }
    });
    private final NettyCluster cluster = NettyCluster.create(
            new NettySettings(List.of(broker.address().toString()), Duration.ofSeconds(5), Duration.ofSeconds(3), 1));
    private final Answers answers = new Answers();

    @AfterEach
    void close() {
        cluster.close();
        broker.close();
    }

    @Test
    void aResetIsHandedOnWithTheQueuesOfItsTopicAndNotAnswered() {
        connect();
        String body = "{\"offsetTable\":{{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"T\"}:123,"
                + "{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"U\"}:5}}";

        send(oneway(
                RequestCode.RESET_CONSUMER_CLIENT_OFFSET,
                Map.of("topic", "T", "group", "g", "timestamp", "0", "isForce", "true"),
                body.getBytes(StandardCharsets.UTF_8)));
        RemotingFrame next = ask(request(9999, Map.of(), NOTHING));

        assertThat(next.code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
        assertThat(responses()).hasSize(1);
        assertThat(answers.heard)
                .containsExactly(new PeerRequest.ResetOffsets(
                        broker.address(),
                        new ConsumerGroup("g"),
                        new TreeMap<>(Map.of(new MessageQueue("T", "b", 1), 123L))));
    }

    @Test
    void onewayRequestsThatCannotBeReadAreDroppedAndTheConnectionStays() {
        connect();

        send(oneway(RequestCode.RESET_CONSUMER_CLIENT_OFFSET, Map.of("topic", "T", "group", "g"), new byte[] {'{'}));
        send(oneway(RequestCode.RESET_CONSUMER_CLIENT_OFFSET, Map.of("topic", "T"), NOTHING));
        send(oneway(RequestCode.CHECK_TRANSACTION_STATE, Map.of(), new byte[] {1}));
        send(oneway(9999, Map.of(), NOTHING));
        RemotingFrame next = ask(request(9998, Map.of(), NOTHING));

        assertThat(next.remark()).isEqualTo("this client does not support request 9998");
        assertThat(responses()).hasSize(1);
        assertThat(answers.heard).isEmpty();
        assertThat(broker.clients()).hasSize(1);
    }

    @Test
    void theStatusIsAnswered() {
        connect();

        RemotingFrame answer =
                ask(request(RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT, Map.of("topic", "T", "group", "g"), NOTHING));

        assertThat(answer.code()).isEqualTo(ResponseCode.SUCCESS);
        assertThat(text(answer))
                .isEqualTo("{\"messageQueueTable\":{{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"T\"}:5}}");
        assertThat(answers.heard)
                .containsExactly(new PeerRequest.ConsumerStatus(broker.address(), new ConsumerGroup("g"), "T"));
    }

    @Test
    void anAnswerMayComeLateAndHoldsNothingUp() {
        connect();

        send(request(RequestCode.GET_CONSUMER_RUNNING_INFO, Map.of("consumerGroup", "g", "jstackEnable", "true"), 31));
        send(request(RequestCode.GET_CONSUMER_RUNNING_INFO, Map.of("consumerGroup", "g"), 32));
        await().until(() -> answers.heard.size() == 2);
        assertThat(cluster.broker(broker.address())
                        .maxOffset(new MessageQueue("T", "b", 1))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(7);
        assertThat(responses()).isEmpty();
        answers.running.get(1).complete(Answers.INFO);
        await().until(() -> responses().size() == 1);
        answers.running.get(0).complete(Answers.INFO.withThreadDump("all sleep"));
        await().until(() -> responses().size() == 2);

        assertThat(responses()).extracting(RemotingFrame::opaque).containsExactly(32, 31);
        assertThat(text(responses().get(1))).startsWith("{\"jstack\":\"all sleep\",\"mqPopTable\":{}");
        assertThat(answers.heard)
                .containsExactly(
                        new PeerRequest.Running(broker.address(), new ConsumerGroup("g"), true),
                        new PeerRequest.Running(broker.address(), new ConsumerGroup("g"), false));
    }

    @Test
    void anAnswerToABrokerThatHungUpIsDropped() {
        connect();
        send(request(RequestCode.GET_CONSUMER_RUNNING_INFO, Map.of("consumerGroup", "g"), 31));
        await().until(() -> answers.heard.size() == 1);
        List<BrokerNotice> notices = new CopyOnWriteArrayList<>();
        cluster.onNotice(notices::add);
        broker.clients().get(0).close().syncUninterruptibly();
        await().until(() -> notices.contains(new BrokerNotice.Disconnected(broker.address())));

        answers.running.get(0).complete(Answers.INFO);

        assertThat(cluster.broker(broker.address())
                        .maxOffset(new MessageQueue("T", "b", 1))
                        .toCompletableFuture()
                        .join())
                .isEqualTo(7);
        assertThat(responses()).isEmpty();
    }

    @Test
    void aRefusalIsCodeOneWithTheReason() {
        connect();
        for (int code : new int[] {
            RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT,
            RequestCode.GET_CONSUMER_RUNNING_INFO,
            RequestCode.CONSUME_MESSAGE_DIRECTLY
        }) {
            RemotingFrame answer =
                    ask(request(code, Map.of("group", "unknown", "consumerGroup", "unknown"), storedMessage()));

            assertThat(answer.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
            assertThat(answer.remark()).isEqualTo("no group unknown here");
            assertThat(answer.body()).isEmpty();
        }
        RemotingFrame nameless = ask(request(RequestCode.GET_CONSUMER_RUNNING_INFO, Map.of(), NOTHING));
        assertThat(nameless.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(nameless.remark()).contains("consumer group");
        RemotingFrame cut = ask(
                request(RequestCode.CONSUME_MESSAGE_DIRECTLY, Map.of("consumerGroup", "g"), new byte[] {0, 0, 0, 9}));
        assertThat(cut.code()).isEqualTo(ResponseCode.SYSTEM_ERROR);
        assertThat(cut.remark()).contains("one stored message is a message of only 4 bytes");
    }

    @Test
    void aMessageToConsumeIsReadAsItIsStored() {
        connect();

        RemotingFrame answer = ask(request(
                RequestCode.CONSUME_MESSAGE_DIRECTLY,
                Map.of("consumerGroup", "g", "clientId", "c", "msgId", "m", "brokerName", "broker-b", "topic", "T"),
                storedMessage()));

        assertThat(text(answer))
                .isEqualTo(
                        "{\"autoCommit\":true,\"consumeResult\":\"CR_SUCCESS\",\"order\":false,\"spentTimeMills\":3}");
        assertThat(answers.heard).singleElement().isInstanceOfSatisfying(PeerRequest.ConsumeDirectly.class, asked -> {
            assertThat(asked.message().topic()).isEqualTo("T");
            assertThat(asked.message().queue()).isEqualTo(new MessageQueue("T", "broker-b", 3));
            assertThat(asked.message().queueOffset()).isEqualTo(44);
            assertThat(asked.message().body()).containsExactly('h', 'i');
            assertThat(asked.message().tag()).isEqualTo("paid");
        });
    }

    @Test
    void aTransactionToCheckIsReadAndNotAnswered() {
        connect();

        send(oneway(
                RequestCode.CHECK_TRANSACTION_STATE,
                Map.of("topic", "T", "tranStateTableOffset", "9", "transactionId", "tx", "bname", "broker-b"),
                storedMessage()));
        await().until(() -> answers.heard.size() == 1);

        assertThat(answers.heard).singleElement().isInstanceOfSatisfying(PeerRequest.CheckTransaction.class, asked -> {
            assertThat(asked.producerGroup()).isEqualTo("pg");
            assertThat(asked.transactionId()).isEqualTo("tx");
            assertThat(asked.stateOffset()).isEqualTo(9);
            assertThat(asked.message().commitLogOffset()).isEqualTo(55);
            assertThat(asked.message().queue().brokerName()).isEqualTo("broker-b");
        });
        assertThat(responses()).isEmpty();
    }

    @Test
    void withoutAHandlerNothingIsSupported() {
        cluster.broker(broker.address())
                .maxOffset(new MessageQueue("T", "b", 1))
                .toCompletableFuture()
                .join();

        RemotingFrame answer =
                ask(request(RequestCode.GET_CONSUMER_RUNNING_INFO, Map.of("consumerGroup", "g"), NOTHING));

        assertThat(answer.code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
        assertThat(answer.remark()).isEqualTo("this client does not support GET_CONSUMER_RUNNING_INFO(307)");
    }

    private void connect() {
        cluster.onRequest(answers);
        cluster.broker(broker.address())
                .maxOffset(new MessageQueue("T", "b", 1))
                .toCompletableFuture()
                .join();
    }

    private void send(RemotingFrame frame) {
        broker.clients().get(0).writeAndFlush(frame);
    }

    private RemotingFrame ask(RemotingFrame frame) {
        int before = responses().size();
        send(frame);
        await().until(() -> responses().size() > before);
        return responses().get(before);
    }

    private List<RemotingFrame> responses() {
        return broker.received().stream().filter(RemotingFrame::isResponse).toList();
    }

    /** As a broker encodes it. */
    private static byte[] storedMessage() {
        MessageExt message = new MessageExt();
        message.setTopic("T");
        message.setQueueId(3);
        message.setQueueOffset(44);
        message.setCommitLogOffset(55);
        message.setBody(new byte[] {'h', 'i'});
        message.setTags("paid");
        MessageAccessor.putProperty(message, "PGROUP", "pg");
        message.setBornHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        message.setStoreHost(new InetSocketAddress(InetAddress.getLoopbackAddress(), 2));
        try {
            return MessageDecoder.encode(message, false);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static RemotingFrame request(int code, Map<String, String> fields, byte[] body) {
        return new RemotingFrame(code, 513, 77, 0, null, fields, body);
    }

    private static RemotingFrame request(int code, Map<String, String> fields, int opaque) {
        return new RemotingFrame(code, 513, opaque, 0, null, fields, NOTHING);
    }

    private static RemotingFrame oneway(int code, Map<String, String> fields, byte[] body) {
        return new RemotingFrame(code, 513, 5, ONEWAY, null, fields, body);
    }

    private static String text(RemotingFrame frame) {
        return new String(frame.body(), StandardCharsets.UTF_8);
    }

    /** Remembers what it was asked and answers it, running infos only when told to. */
    private static final class Answers implements PeerRequests {

        static final RunningInfo INFO =
                new RunningInfo(new TreeMap<>(), List.of(), 0, new TreeMap<>(), new TreeMap<>(), Optional.empty());

        final List<PeerRequest> heard = new CopyOnWriteArrayList<>();
        final List<CompletableFuture<RunningInfo>> running = new CopyOnWriteArrayList<>();

        @Override
        public void resetOffsets(PeerRequest.ResetOffsets request) {
            heard.add(request);
        }

        @Override
        public CompletionStage<SortedMap<MessageQueue, Long>> consumerStatus(PeerRequest.ConsumerStatus request) {
            requireKnown(request.group());
            heard.add(request);
            return CompletableFuture.completedStage(new TreeMap<>(Map.of(new MessageQueue("T", "b", 1), 5L)));
        }

        @Override
        public CompletionStage<RunningInfo> running(PeerRequest.Running request) {
            if (request.group().name().equals("unknown")) {
                return CompletableFuture.<RunningInfo>failedStage(new IllegalArgumentException("no group unknown here"))
                        .thenApply(info -> info);
            }
            CompletableFuture<RunningInfo> answer = new CompletableFuture<>();
            running.add(answer);
            heard.add(request);
            return answer;
        }

        @Override
        public CompletionStage<DirectConsumption> consumeDirectly(PeerRequest.ConsumeDirectly request) {
            requireKnown(request.group());
            heard.add(request);
            return CompletableFuture.completedStage(
                    new DirectConsumption(DirectConsumption.Outcome.CR_SUCCESS, false, 3, Optional.empty()));
        }

        @Override
        public void checkTransaction(PeerRequest.CheckTransaction request) {
            heard.add(request);
        }

        private static void requireKnown(ConsumerGroup group) {
            if (group.name().equals("unknown")) {
                throw new IllegalArgumentException("no group unknown here");
            }
        }
    }
}
