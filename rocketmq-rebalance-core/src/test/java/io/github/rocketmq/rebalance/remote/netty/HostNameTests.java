package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// A look-up on the event loop would block the test for ever, and waiting for an answer cannot be interrupted.
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@SuppressWarnings("FutureReturnValueIgnored") // what the fake server fails to write shows in the missing answer
class HostNameTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 0);

    @Test
    void aSlowLookUpStallsNoOtherConnectionOfTheSameThread() {
        CountDownLatch found = new CountDownLatch(1);
        AtomicReference<String> looking = new AtomicReference<>("nobody");
        try (FakeServer server = offsetServer();
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(20), host -> {
                    looking.set(Thread.currentThread().getName() + " "
                            + Thread.currentThread().isDaemon());
                    awaitLatch(found);
                    return InetAddress.getLoopbackAddress();
                })) {
            BrokerAddress slow =
                    new BrokerAddress("slow.example", server.address().port());
            CompletionStage<Long> slowly = cluster.broker(slow).maxOffset(QUEUE);

            assertThat(join(cluster.broker(server.address()).maxOffset(QUEUE))).isEqualTo(7);
            assertThat(slowly.toCompletableFuture()).isNotDone();
            found.countDown();
            assertThat(join(slowly)).isEqualTo(7);
            assertThat(looking.get()).startsWith("rocketmq-names").endsWith(" true");
        }
    }

    @Test
    void aLookUpThatTakesTooLongFailsTheRequestAsNotSent() {
        CountDownLatch never = new CountDownLatch(1);
        BrokerAddress slow = new BrokerAddress("slow.example", 10911);
        try (NettyCluster cluster = cluster(slow, Duration.ofMillis(200), host -> {
            awaitLatch(never);
            throw new UnknownHostException(host);
        })) {
            assertThatThrownBy(() -> join(cluster.broker(slow).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.NotConnected.class)
                    .hasMessage(
                            "no connection to slow.example:10911 opened within 200 ms, so GET_MAX_OFFSET(30) was not"
                                    + " sent");
        }
    }

    @Test
    void aNameThatNobodyKnowsIsSaid() {
        BrokerAddress unknown = new BrokerAddress("no.such.host.invalid", 10911);
        try (NettyCluster cluster = cluster(unknown, Duration.ofSeconds(5), host -> {
            throw new UnknownHostException(host);
        })) {
            assertThatThrownBy(() -> join(cluster.broker(unknown).maxOffset(QUEUE)))
                    .isInstanceOf(RemoteException.NotConnected.class)
                    .hasMessage("cannot connect to no.such.host.invalid:10911: host name 'no.such.host.invalid' cannot"
                            + " be resolved");
        }
    }

    @Test
    void anAddressInNumbersIsNotLookedUp() {
        try (FakeServer server = offsetServer();
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5), host -> {
                    throw new UnknownHostException("asked for " + host);
                })) {
            assertThat(join(cluster.broker(server.address()).maxOffset(QUEUE))).isEqualTo(7);
        }
    }

    @Test
    void nameServersAndRoutesMayHaveAddressesOfSixteenBytes() throws Exception {
        assumeThat(NetworkInterface.getByInetAddress(BackgroundResolver.first("::1")))
                .as("this machine has ::1")
                .isNotNull();
        AtomicReference<BrokerAddress> broker = new AtomicReference<>();
        try (FakeServer server = FakeServer.on("::1", (client, frame) -> {
                    if (frame.code() == RequestCode.GET_ROUTEINFO_BY_TOPIC) {
                        String body = "{\"brokerDatas\":[{\"brokerAddrs\":{\"0\":\"" + broker.get()
                                + "\"},\"brokerName\":\"broker-a\",\"cluster\":\"c\"}],\"queueDatas\":[{\"brokerName\":"
                                + "\"broker-a\",\"perm\":6,\"readQueueNums\":1,\"writeQueueNums\":1}]}";
                        client.writeAndFlush(new RemotingFrame(
                                0, 479, frame.opaque(), 1, null, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
                    } else {
                        client.writeAndFlush(offset(frame));
                    }
                });
                NettyCluster cluster = cluster(server.address(), Duration.ofSeconds(5), BackgroundResolver::first)) {
            broker.set(server.address());
            assertThat(server.address().toString()).startsWith("[::1]:");

            RouteReply reply = join(cluster.nameServer().route("orders"));

            BrokerAddress master =
                    ((RouteReply.Found) reply).route().master("broker-a").orElseThrow();
            assertThat(master).isEqualTo(server.address());
            assertThat(join(cluster.broker(master).maxOffset(QUEUE))).isEqualTo(7);
        }
    }

    private static FakeServer offsetServer() {
        return new FakeServer((client, frame) -> client.writeAndFlush(offset(frame)));
    }

    private static RemotingFrame offset(RemotingFrame request) {
        return new RemotingFrame(0, 479, request.opaque(), 1, null, Map.of("offset", "7"), new byte[0]);
    }

    private static NettyCluster cluster(
            BrokerAddress nameServer, Duration requestTimeout, BackgroundResolver.Lookup lookup) {
        return NettyCluster.create(
                new NettySettings(List.of(nameServer.toString()), requestTimeout, Duration.ofSeconds(3), 1), lookup);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
