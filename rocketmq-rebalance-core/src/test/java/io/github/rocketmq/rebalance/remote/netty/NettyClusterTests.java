package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.ConnectionListener;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import io.github.rocketmq.rebalance.wire.LeakCheck;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.netty.buffer.Unpooled;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
@SuppressWarnings("FutureReturnValueIgnored") // what the fake server fails to write shows in the missing answer
class NettyClusterTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 0);

    @Test
    void tellsOfConnectionsToNameServersAndBrokersAndWhichOfThemReplaceAnEarlierOne() {
        List<String> told = new CopyOnWriteArrayList<>();
        ConnectionListener listener = new ConnectionListener() {
            @Override
            public void opened(BrokerAddress address, boolean again) {
                told.add((again ? "again " : "opened ") + address.port());
            }

            @Override
            public void closed(BrokerAddress address) {
                told.add("closed " + address.port());
            }
        };
        try (FakeServer server = new FakeServer((client, frame) -> client.writeAndFlush(offset(frame, 1)));
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5))) {
            int port = server.address().port();
            cluster.onConnection(listener);
            join(cluster.broker(server.address()).maxOffset(QUEUE));
            server.clients().get(0).close();
            await().until(() -> told.contains("closed " + port));
            join(cluster.broker(server.address()).maxOffset(QUEUE));
            assertThat(told).containsExactly("opened " + port, "closed " + port, "again " + port);

            cluster.nameServer().route("orders");
            await().until(() -> told.size() == 4);
            assertThat(told).last().isEqualTo("opened " + port);
        }
    }

    @Test
    void answersThatComeInAnyOrderFindTheirQuestions() {
        List<RemotingFrame> asked = new ArrayList<>();
        try (FakeServer server = new FakeServer((client, frame) -> {
                    asked.add(frame);
                    if (asked.size() == 3) {
                        List.of(2, 0, 1).forEach(i -> client.writeAndFlush(offset(asked.get(i), i)));
                    }
                });
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5))) {
            List<CompletionStage<Long>> answers = IntStream.range(0, 3)
                    .mapToObj(i -> cluster.broker(server.address()).maxOffset(QUEUE))
                    .toList();

            assertThat(IntStream.range(0, 3).mapToObj(i -> join(answers.get(i))))
                    .containsExactly(0L, 1L, 2L);
            assertThat(server.clients()).hasSize(1);
            assertThat(asked.get(0).fields()).containsEntry("bname", "broker-a").containsEntry("queueId", "0");
        }
    }

    @Test
    void aQuestionWithoutAnswerFailsInTimeAndTheConnectionStays() {
        try (FakeServer server = new FakeServer((client, frame) -> {});
                NettyCluster cluster = cluster(server.address(), Duration.ofMillis(100))) {
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                        .isInstanceOf(RemoteException.OutcomeUnknown.class)
                        .hasMessage(server.address() + " did not answer GET_MAX_OFFSET(30) within 100 ms");
            }
            assertThat(server.clients()).hasSize(1);
        }
    }

    @Test
    void aConnectionThatBreaksFailsItsQuestionsAtOnceAndOpensAgain() {
        List<BrokerNotice> notices = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer((client, frame) -> {
                    if (frame.opaque() == 2) {
                        client.close();
                    } else {
                        client.writeAndFlush(offset(frame, 8));
                    }
                });
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(30))) {
            cluster.onNotice(notices::add);
            assertThat(join(cluster.broker(server.address()).maxOffset(QUEUE))).isEqualTo(8);
            assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.OutcomeUnknown.class)
                    .hasMessageContaining("closed before the answer came");

            assertThat(join(cluster.broker(server.address()).maxOffset(QUEUE))).isEqualTo(8);
            assertThat(notices)
                    .containsExactly(
                            new BrokerNotice.Connected(server.address()),
                            new BrokerNotice.Disconnected(server.address()),
                            new BrokerNotice.Connected(server.address()));
        }
    }

    @Test
    void anAddressWhereNobodyListensIsLeftAloneForAWhile() {
        BrokerAddress nobody;
        try (FakeServer server = new FakeServer((client, frame) -> {})) {
            nobody = server.address();
        }
        try (NettyCluster cluster = cluster(nobody, Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> join(cluster.broker(nobody).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.NotConnected.class)
                    .hasMessageContaining("cannot connect to " + nobody)
                    .hasCauseInstanceOf(ConnectException.class);
            // Without a cause: nothing was tried.
            assertThatThrownBy(() -> join(cluster.broker(nobody).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.NotConnected.class)
                    .hasMessageContaining("cannot connect to " + nobody)
                    .hasNoCause();
        }
    }

    @Test
    void somethingElseThanRocketMqIsNotWaitedFor() {
        try (FakeServer server = new FakeServer((client, frame) -> client.pipeline()
                        .firstContext()
                        .writeAndFlush(Unpooled.copiedBuffer("SSH-2.0-OpenSSH_9.2\r\n", StandardCharsets.US_ASCII)));
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(30))) {
            assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.Garbled.class)
                    .hasMessageContaining(server.address().toString())
                    .hasMessageContaining("remoting port");
        }
    }

    @Test
    void aServerThatAcceptsAndHangsUpIsLeftAloneForAWhile() {
        try (FakeServer server = new FakeServer((client, frame) -> client.close());
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(30))) {
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < end) {
                assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                        .isInstanceOf(RemoteException.class);
            }

            // 100, 200, 400, 800 ms, each less up to a half, and the first attempt before them.
            assertThat(server.clients()).hasSizeBetween(2, 6);
        }
    }

    @Test
    void closingTwiceIsClosingOnceAndAClosedClusterSaysSo() {
        try (FakeServer server = new FakeServer((client, frame) -> client.writeAndFlush(offset(frame, 1)))) {
            NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5));
            join(cluster.broker(server.address()).maxOffset(QUEUE));
            cluster.close();

            cluster.close();

            assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.NotConnected.class)
                    .hasMessage("the client is closed");
        }
    }

    @Test
    void aRefusalNamesTheBrokerTheRequestAndTheReason() {
        try (FakeServer server = new FakeServer((client, frame) ->
                        client.writeAndFlush(frame.response(ResponseCode.NO_PERMISSION, "topic is read only")));
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                    .isInstanceOfSatisfying(RemoteException.Refused.class, refused -> assertThat(refused.code())
                            .isEqualTo(16))
                    .hasMessage(server.address()
                            + " refused GET_MAX_OFFSET(30) with NO_PERMISSION(16): topic is read only (the request was not"
                            + " signed; a cluster with access control wants ClientOptions.credentials)");
        }
    }

    @Test
    void anAnswerWithoutItsFieldIsGarbledNotZero() {
        try (FakeServer server = new FakeServer(
                        (client, frame) -> client.writeAndFlush(frame.response(ResponseCode.SUCCESS, null)));
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.Garbled.class)
                    .hasMessageContaining("field 'offset' is 'null'");
        }
    }

    @Test
    void whatABrokerAsksIsAnsweredAndMemberChangesAreTold() {
        List<BrokerNotice> notices = new CopyOnWriteArrayList<>();
        try (FakeServer server = new FakeServer((client, frame) -> {
                    if (!frame.isResponse()) {
                        client.write(offset(frame, 1));
                        client.write(oneway(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, Map.of("consumerGroup", "g")));
                        client.write(
                                oneway(RequestCode.NOTIFY_CONSUMER_IDS_CHANGED, Map.of("consumerGroup", "no name")));
                        client.writeAndFlush(RemotingFrame.request(9999, 77, Map.of(), new byte[0]));
                    }
                });
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5))) {
            cluster.onNotice(notice -> {
                notices.add(notice);
                throw new IllegalStateException("a listener's failure is its own");
            });
            join(cluster.broker(server.address()).maxOffset(QUEUE));

            await().until(() -> server.received().size() == 2);
            RemotingFrame reply = server.received().get(1);
            assertThat(reply.isResponse()).isTrue();
            assertThat(reply.opaque()).isEqualTo(77);
            assertThat(reply.code()).isEqualTo(ResponseCode.REQUEST_CODE_NOT_SUPPORTED);
            assertThat(notices)
                    .containsExactly(
                            new BrokerNotice.Connected(server.address()),
                            new BrokerNotice.MembersChanged(server.address(), new ConsumerGroup("g")));
        }
    }

    @Test
    void routesAreReadWithQuotedAndWithBareBrokerIds() {
        for (String id : List.of("0", "\"0\"")) {
            String body =
                    "{\"brokerDatas\":[{\"brokerAddrs\":{" + id + ":\"10.0.0.1:10911\"},\"brokerName\":\"broker-a\","
                            + "\"cluster\":\"c\",\"zoneName\":\"z\"}],\"filterServerTable\":{},\"queueDatas\":[{\"brokerName\":"
                            + "\"broker-a\",\"perm\":6,\"readQueueNums\":2,\"writeQueueNums\":1,\"topicSynFlag\":0}]}";
            try (FakeServer server = new FakeServer((client, frame) -> client.writeAndFlush(new RemotingFrame(
                            0, 479, frame.opaque(), 1, null, Map.of(), body.getBytes(StandardCharsets.UTF_8))));
                    NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5))) {
                RouteReply reply = join(cluster.nameServer().route("orders"));

                assertThat(reply).isInstanceOfSatisfying(RouteReply.Found.class, found -> {
                    TopicRoute route = found.route();
                    assertThat(route.master("broker-a")).contains(new BrokerAddress("10.0.0.1", 10911));
                    assertThat(route.readableQueues()).hasSize(2);
                    assertThat(route.writableQueues()).hasSize(1);
                });
                assertThat(server.received().get(0).fields()).containsEntry("acceptStandardJsonOnly", "true");
            }
        }
    }

    @Test
    void fieldsOfAllRequestsGoToNameServersAndBrokersAlikeAndAreSigned() {
        RequestSigner signer = new RequestSigner("ak", "sk", null);
        try (FakeServer server = new FakeServer(
                        (client, frame) -> client.writeAndFlush(frame.response(ResponseCode.TOPIC_NOT_EXIST, "none")));
                NettyCluster cluster = NettyCluster.create(new NettySettings(
                        List.of(server.address().toString()),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(3),
                        1,
                        Map.of("nsd", "true", "ns", "shop"),
                        Optional.of(signer),
                        Optional.empty()))) {
            join(cluster.nameServer().route("orders"));
            assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.Refused.class);

            assertThat(server.received()).hasSize(2).allSatisfy(frame -> {
                Map<String, String> unsigned = new HashMap<>(frame.fields());
                unsigned.keySet().removeAll(List.of("AccessKey", "Signature"));
                assertThat(unsigned).containsEntry("nsd", "true").containsEntry("ns", "shop");
                assertThat(frame.fields()).isEqualTo(signer.sign(unsigned, frame.body()));
            });
        }
    }

    @Test
    void reconnectDelaysDoubleUpToFiveSecondsWithUpToHalfByChance() {
        ReconnectDelay delay = new ReconnectDelay(new Random(1));
        long[] full = {100, 200, 400, 800, 1600, 3200, 5000, 5000};
        for (int failures = 1; failures <= full.length; failures++) {
            for (int i = 0; i < 50; i++) {
                assertThat(delay.after(failures)).isBetween(full[failures - 1] / 2, full[failures - 1]);
            }
        }
    }

    private static RemotingFrame offset(RemotingFrame request, long offset) {
        return new RemotingFrame(
                0, 479, request.opaque(), 1, null, Map.of("offset", Long.toString(offset)), new byte[0]);
    }

    private static RemotingFrame oneway(int code, Map<String, String> fields) {
        return new RemotingFrame(code, 479, 5, 2, null, fields, new byte[0]);
    }

    private static NettyCluster cluster(BrokerAddress nameServer, Duration requestTimeout) {
        return NettyCluster.create(
                new NettySettings(List.of(nameServer.toString()), requestTimeout, Duration.ofSeconds(3), 1));
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RemoteException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
