package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import io.github.rocketmq.rebalance.wire.LeakCheck;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What real servers of two releases sent, byte for byte, to connections of ours. {@code GoldenFrameRecording} in the package
 * {@code broker} says how the files in {@code src/test/resources/golden} are recorded anew.
 */
@ExtendWith(LeakCheck.class)
@SuppressWarnings("FutureReturnValueIgnored") // what the fake server fails to write shows in the missing answer
class GoldenFrameTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("golden-group");
    private static final MessageQueue QUEUE = new MessageQueue("golden", "broker-a", 0);

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aRouteNamesBrokersAndQueues(String release) {
        for (String form : List.of("route", "route-unquoted")) {
            RouteReply reply = replay(
                    release, form, (cluster, server) -> cluster.nameServer().route("golden"));

            assertThat(reply).isInstanceOfSatisfying(RouteReply.Found.class, found -> {
                TopicRoute route = found.route();
                assertThat(route.masters()).containsOnlyKeys("broker-a", "broker-b");
                assertThat(route.allAddresses()).hasSize(2).allMatch(address -> address.host()
                        .equals("127.0.0.1"));
                assertThat(route.readableQueues())
                        .containsExactly(
                                new MessageQueue("golden", "broker-a", 0),
                                new MessageQueue("golden", "broker-a", 1),
                                new MessageQueue("golden", "broker-b", 0),
                                new MessageQueue("golden", "broker-b", 1));
                assertThat(route.writableQueues()).hasSize(4);
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aTopicThatDoesNotExistIsUnknown(String release) {
        assertThatObject(replay(release, "route-unknown", (cluster, server) -> cluster.nameServer()
                        .route("nowhere")))
                .isEqualTo(new RouteReply.UnknownTopic("nowhere"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aHeartbeatIsConfirmed(String release) {
        ask(release, "heartbeat", broker -> broker.heartbeat(new Heartbeat(new ClientId("c"), List.of(), List.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aConsumerListNamesTheMembers(String release) {
        assertThatObject(ask(release, "consumer-list", broker -> broker.consumerIds(GROUP)))
                .isEqualTo(List.of(new ClientId("10.0.0.1@golden-1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aPullThatFindsBringsMessagesWithAllTheyHave(String release) {
        PullReply reply = ask(release, "pull-found", broker -> broker.pull(pull(0)));

        assertThat(reply).isInstanceOfSatisfying(PullReply.Found.class, found -> {
            assertThat(found.nextOffset()).isEqualTo(3);
            assertThat(found.maxOffset()).isEqualTo(3);
            assertThat(found.suggestedBrokerId()).isZero();
            assertThat(found.messages()).extracting(Message::queueOffset).containsExactly(0L, 1L, 2L);
            assertThat(found.messages())
                    .extracting(message -> new String(message.body(), StandardCharsets.UTF_8))
                    .containsExactly("first", "second", "third ".repeat(1000));
            assertThat(found.messages()).allSatisfy(message -> {
                assertThat(message.queue()).isEqualTo(QUEUE);
                assertThat(message.topic()).isEqualTo("golden");
                assertThat(message.messageId())
                        .isEqualTo(message.property("UNIQ_KEY"))
                        .isNotEqualTo(message.offsetMessageId());
                assertThat(message.reconsumeTimes()).isZero();
                assertThat(message.storeTimestamp()).isGreaterThanOrEqualTo(message.bornTimestamp());
                assertThat(message.storeHost().getHostString()).isEqualTo("127.0.0.1");
            });
            Message tagged = found.messages().get(1);
            assertThat(tagged.tag()).isEqualTo("paid");
            assertThat(tagged.keys()).containsExactlyInAnyOrder("order-17", "customer-4");
            assertThat(tagged.property("origin")).isEqualTo("k\u00f6ln");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aPullAtTheEndFindsNothing(String release) {
        assertThatObject(ask(release, "pull-not-found", broker -> broker.pull(pull(3))))
                .isEqualTo(new PullReply.NothingNew(3, 3, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aPullBehindTheEndIsSentBackToIt(String release) {
        assertThatObject(ask(release, "pull-offset-moved", broker -> broker.pull(pull(9))))
                .isEqualTo(new PullReply.OffsetMoved(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aCommitIsConfirmedAndItsOffsetFound(String release) {
        ask(release, "commit", broker -> broker.commitOffset(GROUP, QUEUE, 2));
        assertThatObject(ask(release, "offset-found", broker -> broker.committedOffset(GROUP, QUEUE)))
                .isEqualTo(new CommittedOffset.At(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aGroupThatNeverCommittedHasNoOffsetButOnOldBrokersZero(String release) {
        assertThatObject(ask(release, "offset-none", broker -> broker.committedOffset(GROUP, QUEUE)))
                .isEqualTo(release.startsWith("4.") ? new CommittedOffset.At(0) : new CommittedOffset.None());
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.5.0", "4.9.7"})
    void aChangeOfMembersIsTold(String release) {
        List<BrokerNotice> notices = new CopyOnWriteArrayList<>();
        byte[] golden = golden(release, "members-changed");
        try (FakeServer server =
                        new FakeServer((client, frame) -> client.writeAndFlush(Unpooled.wrappedBuffer(golden)));
                NettyCluster cluster = cluster(server)) {
            cluster.onNotice(notices::add);
            CompletionStage<List<ClientId>> neverAnswered =
                    cluster.broker(server.address()).consumerIds(GROUP);

            await().until(() -> notices.contains(new BrokerNotice.MembersChanged(server.address(), GROUP)));
            assertThat(neverAnswered).isNotCompleted();
        }
    }

    private static PullRequest pull(long offset) {
        return new PullRequest(GROUP, QUEUE, offset, 32, Duration.ZERO, Subscription.all("golden"), 1);
    }

    /** The typed answer to a question that the server answers with recorded bytes. */
    private static <T> T ask(String release, String name, Function<Broker, CompletionStage<T>> question) {
        return replay(release, name, (cluster, server) -> question.apply(cluster.broker(server)));
    }

    private static <T> T replay(
            String release, String name, BiFunction<NettyCluster, BrokerAddress, CompletionStage<T>> question) {
        byte[] golden = golden(release, name);
        try (FakeServer server =
                        new FakeServer((client, frame) -> client.writeAndFlush(Unpooled.wrappedBuffer(golden)));
                NettyCluster cluster = cluster(server)) {
            return question.apply(cluster, server.address())
                    .toCompletableFuture()
                    .join();
        }
    }

    private static NettyCluster cluster(FakeServer server) {
        return NettyCluster.create(new NettySettings(
                List.of(server.address().toString()), Duration.ofSeconds(5), Duration.ofSeconds(3), 1));
    }

    private static byte[] golden(String release, String name) {
        String resource = "/golden/" + release + "/" + name + ".hex";
        try (InputStream in = GoldenFrameTests.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return HexFormat.of()
                    .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .filter(line -> !line.startsWith("#"))
                            .collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
