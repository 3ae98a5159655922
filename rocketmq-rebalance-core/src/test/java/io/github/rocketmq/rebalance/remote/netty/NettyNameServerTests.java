package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what the fake server fails to write shows in the missing answer
class NettyNameServerTests {

    @Test
    void asksTheNextOneWhenOneHangsUpAndStaysWithIt() {
        try (FakeServer first = new FakeServer((client, frame) -> client.close());
                FakeServer second = new FakeServer(NettyNameServerTests::unknownTopic);
                NettyCluster cluster = cluster(first, second)) {
            assertThat(route(cluster)).isEqualTo(new RouteReply.UnknownTopic("orders"));
            assertThat(route(cluster)).isEqualTo(new RouteReply.UnknownTopic("orders"));

            assertThat(first.received()).hasSize(1);
            assertThat(second.received()).hasSize(2);
            assertThat(cluster.nameServer().first()).hasValue(second.address());
        }
    }

    @Test
    void asksTheNextOneWhenOneIsSilentOrRefuses() {
        try (FakeServer silent = new FakeServer((client, frame) -> {});
                FakeServer refusing = new FakeServer(
                        (client, frame) -> client.writeAndFlush(frame.response(ResponseCode.SYSTEM_BUSY, "later")));
                FakeServer last = new FakeServer(NettyNameServerTests::unknownTopic);
                NettyCluster cluster = cluster(silent, refusing, last)) {
            assertThat(route(cluster)).isEqualTo(new RouteReply.UnknownTopic("orders"));
        }
    }

    @Test
    void comesBackToTheFirstOneWhenTheLastOneFails() {
        AtomicBoolean firstIsUp = new AtomicBoolean();
        try (FakeServer first = new FakeServer((client, frame) -> {
                    if (firstIsUp.get()) {
                        unknownTopic(client, frame);
                    } else {
                        client.writeAndFlush(frame.response(ResponseCode.SYSTEM_ERROR, "starting"));
                    }
                });
                FakeServer second = new FakeServer((client, frame) -> {
                    if (firstIsUp.get()) {
                        client.writeAndFlush(frame.response(ResponseCode.SYSTEM_ERROR, "stopping"));
                    } else {
                        unknownTopic(client, frame);
                    }
                });
                NettyCluster cluster = cluster(first, second)) {
            route(cluster);
            firstIsUp.set(true);

            assertThat(route(cluster)).isEqualTo(new RouteReply.UnknownTopic("orders"));
            assertThat(first.received()).hasSize(2);
            assertThat(second.received()).hasSize(2);
        }
    }

    @Test
    void saysOfAllThatNoneAnswersAndWhyTheLastOneDidNot() {
        try (FakeServer first = new FakeServer((client, frame) -> client.close());
                FakeServer second = new FakeServer((client, frame) ->
                        client.writeAndFlush(frame.response(ResponseCode.SYSTEM_BUSY, "too many clients")));
                NettyCluster cluster = cluster(first, second)) {
            assertThatThrownBy(() -> route(cluster))
                    .isInstanceOf(RemoteException.NotConnected.class)
                    .hasMessage("no name server of [" + first.address() + ", " + second.address()
                            + "] answers; last failure: " + second.address()
                            + " refused GET_ROUTEINFO_BY_TOPIC(105) with SYSTEM_BUSY(2): too many clients");
        }
    }

    private static void unknownTopic(Channel client, RemotingFrame frame) {
        client.writeAndFlush(frame.response(ResponseCode.TOPIC_NOT_EXIST, "no such topic"));
    }

    private static RouteReply route(NettyCluster cluster) {
        try {
            return cluster.nameServer().route("orders").toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RemoteException failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static NettyCluster cluster(FakeServer... servers) {
        List<String> addresses =
                Stream.of(servers).map(server -> server.address().toString()).toList();
        return NettyCluster.create(new NettySettings(addresses, Duration.ofMillis(500), Duration.ofSeconds(3), 1));
    }
}
