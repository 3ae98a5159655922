package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A server that stops answers new requests with 1500, on a connection that it still serves. */
@SuppressWarnings("FutureReturnValueIgnored") // what the fake server fails to write shows in the missing answer
class GoAwayTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 0);

    @Test
    void aRequestThatIsTurnedAwayIsAskedOnceMoreOnANewConnection() {
        List<BrokerNotice> notices = new CopyOnWriteArrayList<>();
        AtomicReference<Channel> stopping = new AtomicReference<>();
        try (FakeServer server = new FakeServer((client, frame) -> {
                    stopping.compareAndSet(null, client);
                    client.writeAndFlush(client == stopping.get() ? goAway(frame) : offset(frame, 7));
                });
                NettyCluster cluster = cluster(server)) {
            cluster.onNotice(notices::add);

            assertThat(join(cluster.broker(server.address()).maxOffset(QUEUE))).isEqualTo(7);
            assertThat(join(cluster.broker(server.address()).maxOffset(QUEUE))).isEqualTo(7);

            assertThat(server.clients()).hasSize(2);
            assertThat(server.received()).hasSize(3);
            assertThat(server.received().get(1).fields())
                    .isEqualTo(server.received().get(0).fields());
            await().until(() -> !server.clients().get(0).isActive());
            assertThat(server.clients().get(1).isActive()).isTrue();
            assertThat(notices)
                    .containsExactly(
                            new BrokerNotice.Connected(server.address()),
                            new BrokerNotice.Disconnected(server.address()),
                            new BrokerNotice.Connected(server.address()));
        }
    }

    @Test
    void whatTheOldConnectionStillAnswersIsTakenBeforeItCloses() {
        AtomicReference<RemotingFrame> held = new AtomicReference<>();
        AtomicReference<Channel> old = new AtomicReference<>();
        try (FakeServer server = new FakeServer((client, frame) -> {
                    if (frame.opaque() == 1) {
                        held.set(frame);
                        old.set(client);
                    } else if (client == old.get()) {
                        client.writeAndFlush(goAway(frame));
                    } else {
                        client.writeAndFlush(offset(frame, frame.opaque()));
                    }
                });
                NettyCluster cluster = cluster(server)) {
            CompletionStage<Long> heldBack = cluster.broker(server.address()).maxOffset(QUEUE);
            assertThat(join(cluster.broker(server.address()).maxOffset(QUEUE))).isEqualTo(2);
            assertThat(join(cluster.broker(server.address()).maxOffset(QUEUE))).isEqualTo(3);
            Channel first = server.clients().get(0);
            assertThat(first.isActive()).isTrue();

            first.writeAndFlush(offset(Objects.requireNonNull(held.get()), 1));

            assertThat(join(heldBack)).isEqualTo(1);
            await().until(() -> !first.isActive());
            assertThat(server.clients()).hasSize(2);
        }
    }

    @Test
    void aRequestThatIsTurnedAwayTwiceFailsAndTheServerIsLeftAloneForAWhile() {
        try (FakeServer server = new FakeServer((client, frame) -> client.writeAndFlush(goAway(frame)));
                NettyCluster cluster = cluster(server)) {
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (System.nanoTime() < end) {
                assertThatThrownBy(() -> join(cluster.broker(server.address()).maxOffset(QUEUE)))
                        .isInstanceOf(RemoteException.NotConnected.class)
                        .hasMessage(server.address() + " stops: it asks to go away, on a new connection too");
            }

            // Two connections an attempt; 100, 200, 400, 800 ms between attempts, each less up to a half.
            assertThat(server.clients()).hasSizeBetween(4, 12);
        }
    }

    @Test
    void aServerThatHangsUpAfterItsGoodByeFailsWhatItDidNotAnswer() {
        AtomicReference<Channel> stopping = new AtomicReference<>();
        try (FakeServer server = new FakeServer((client, frame) -> {
                    if (stopping.get() == null && frame.opaque() == 2) {
                        stopping.set(client);
                        client.writeAndFlush(goAway(frame));
                        client.close();
                    } else if (stopping.get() != null) {
                        client.writeAndFlush(offset(frame, 7));
                    }
                });
                NettyCluster cluster = cluster(server)) {
            CompletionStage<Long> unanswered = cluster.broker(server.address()).maxOffset(QUEUE);
            CompletionStage<Long> turnedAway = cluster.broker(server.address()).maxOffset(QUEUE);

            assertThatThrownBy(() -> join(unanswered))
                    .isInstanceOf(RemoteException.OutcomeUnknown.class)
                    .hasMessageContaining("closed before the answer came");
            assertThat(join(turnedAway)).isEqualTo(7);
        }
    }

    private static RemotingFrame goAway(RemotingFrame request) {
        return request.response(ResponseCode.GO_AWAY, "please go away");
    }

    private static RemotingFrame offset(RemotingFrame request, long offset) {
        return new RemotingFrame(
                0, 513, request.opaque(), 1, null, Map.of("offset", Long.toString(offset)), new byte[0]);
    }

    private static NettyCluster cluster(FakeServer server) {
        return NettyCluster.create(new NettySettings(
                List.of(server.address().toString()), Duration.ofSeconds(20), Duration.ofSeconds(3), 1));
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
