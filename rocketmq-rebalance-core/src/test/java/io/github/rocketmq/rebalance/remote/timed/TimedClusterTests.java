package io.github.rocketmq.rebalance.remote.timed;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.RequestEnd;
import io.github.rocketmq.rebalance.api.RequestOperation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what is told of the answers matters here
class TimedClusterTests {

    private static final BrokerAddress BROKER = new BrokerAddress("10.0.0.1", 10911);
    private static final BrokerAddress NAME_SERVER = new BrokerAddress("10.0.0.9", 9876);
    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 0);
    private static final ClientId CLIENT = new ClientId("10.0.0.7@1");

    private final List<RequestEnd> ended = new ArrayList<>();
    private final List<CompletableFuture<Object>> answers = new ArrayList<>();
    private long nanos;
    private final TimedCluster cluster = new TimedCluster(new OpenCluster(), new Ended(), () -> nanos);
    private final Broker broker = cluster.broker(BROKER);

    @Test
    void tellsHowLongAnAnswerTookAndWhoGaveIt() {
        broker.commitOffset(GROUP, QUEUE, 7);
        assertThat(ended).isEmpty();

        nanos += 5_000_000;
        answers.get(0).complete(new Object());

        assertThat(ended)
                .containsExactly(new RequestEnd(
                        RequestOperation.ACK,
                        "10.0.0.1",
                        10911,
                        Optional.of(GROUP),
                        "orders",
                        Duration.ofMillis(5),
                        Optional.empty()));
    }

    @Test
    void tellsWhyThereWasNoAnswer() {
        RemoteException refused = new RemoteException.Refused("no", 1);
        broker.heartbeat(new Heartbeat(CLIENT, List.of(), List.of()));
        answers.get(0).completeExceptionally(refused);

        assertThat(ended).singleElement().satisfies(end -> {
            assertThat(end.operation()).isEqualTo(RequestOperation.HEARTBEAT);
            assertThat(end.failure()).contains(refused);
            assertThat(end.group()).isEmpty();
            assertThat(end.topic()).isEmpty();
        });
    }

    @Test
    void namesTheNameServerThatAnswered() {
        cluster.nameServer().route("orders");
        answers.get(0).complete(new RouteReply.UnknownTopic("orders"));

        assertThat(ended).singleElement().satisfies(end -> {
            assertThat(end.operation()).isEqualTo(RequestOperation.QUERY_ROUTE);
            assertThat(end.host()).isEqualTo("10.0.0.9");
            assertThat(end.port()).isEqualTo(9876);
            assertThat(end.topic()).isEqualTo("orders");
        });
    }

    @Test
    void timesEveryKindOfRequest() {
        broker.unregister(CLIENT, null, GROUP);
        broker.consumerIds(GROUP);
        broker.committedOffset(GROUP, QUEUE);
        broker.maxOffset(QUEUE);
        broker.minOffset(QUEUE);
        broker.offsetAt(QUEUE, Instant.EPOCH);
        broker.lock(GROUP, CLIENT, Set.of(QUEUE));
        broker.unlock(GROUP, CLIENT, Set.of(QUEUE));
        broker.uptime();
        broker.queryAssignment(new AssignmentRequest("orders", GROUP, CLIENT, "AVG"));
        broker.sendBack(new SendBack(GROUP, "broker-a", 1, 0, "m1", "orders", 16));
        broker.send("p", OutgoingMessage.of("orders", new byte[0]), QUEUE);
        broker.pops().awaitMessages(GROUP, QUEUE, Duration.ZERO);
        broker.pops().ack(GROUP, List.of());
        answers.forEach(answer -> answer.complete(new Object()));

        assertThat(ended.stream().map(RequestEnd::operation))
                .containsExactly(
                        RequestOperation.UNREGISTER,
                        RequestOperation.MEMBER_LIST,
                        RequestOperation.QUERY_OFFSET,
                        RequestOperation.QUERY_OFFSET,
                        RequestOperation.QUERY_OFFSET,
                        RequestOperation.QUERY_OFFSET,
                        RequestOperation.LOCK,
                        RequestOperation.UNLOCK,
                        RequestOperation.UPTIME,
                        RequestOperation.QUERY_ASSIGNMENT,
                        RequestOperation.NACK,
                        RequestOperation.SEND,
                        RequestOperation.AWAIT_MESSAGES,
                        RequestOperation.ACK);
    }

    @Test
    void asksTheSameBrokerForTheSameAddress() {
        assertThat(cluster.broker(BROKER)).isSameAs(broker);
    }

    private final class Ended implements ClientEvents {
        @Override
        public void requestEnded(RequestEnd request) {
            ended.add(request);
        }
    }

    /** Answers when the test does. */
    private CompletionStage<Object> ask() {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        answers.add(answer);
        return answer;
    }

    private final class OpenCluster implements RemoteCluster {

        @Override
        public NameServer nameServer() {
            return new NameServer() {
                @Override
                @SuppressWarnings("unchecked")
                public CompletionStage<RouteReply> route(String topic) {
                    return (CompletionStage<RouteReply>) (CompletionStage<?>) ask();
                }

                @Override
                public Optional<BrokerAddress> first() {
                    return Optional.of(NAME_SERVER);
                }
            };
        }

        @Override
        public Broker broker(BrokerAddress address) {
            PopBroker pops = open(PopBroker.class, null);
            return open(Broker.class, pops);
        }

        @Override
        public void onNotice(Consumer<BrokerNotice> listener) {}

        @Override
        public void onRequest(PeerRequests handler) {}

        private <T> T open(Class<T> port, @Nullable PopBroker pops) {
            return port.cast(Proxy.newProxyInstance(
                    port.getClassLoader(),
                    new Class<?>[] {port},
                    (proxy, method, arguments) -> isPops(method) ? pops : ask()));
        }

        private boolean isPops(Method method) {
            return method.getReturnType() == PopBroker.class;
        }
    }
}
