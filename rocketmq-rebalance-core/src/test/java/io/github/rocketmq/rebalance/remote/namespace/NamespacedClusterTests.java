package io.github.rocketmq.rebalance.remote.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopRequest;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class NamespacedClusterTests {

    private static final BrokerAddress ADDRESS = new BrokerAddress("10.0.0.1", 10911);
    private static final MessageQueue QUEUE = new MessageQueue("TOPIC", "broker-a", 0);
    private static final ConsumerGroup GROUP = new ConsumerGroup("GROUP");
    private static final Subscription SUBSCRIPTION = Subscription.all("TOPIC");

    /** What a request may be made of; names are in capitals. */
    private static final Map<Class<?>, Object> SAMPLES = Map.ofEntries(
            Map.entry(ClientId.class, new ClientId("client")),
            Map.entry(ConsumerGroup.class, GROUP),
            Map.entry(MessageQueue.class, QUEUE),
            Map.entry(Set.class, Set.of(QUEUE)),
            Map.entry(String.class, "PRODUCER"),
            Map.entry(long.class, 5L),
            Map.entry(Instant.class, Instant.EPOCH),
            Map.entry(OutgoingMessage.class, OutgoingMessage.of("TOPIC", new byte[0])),
            Map.entry(PullRequest.class, new PullRequest(GROUP, QUEUE, 1, 2, Duration.ZERO, SUBSCRIPTION, 3)),
            Map.entry(AssignmentRequest.class, new AssignmentRequest("TOPIC", GROUP, new ClientId("client"), "AVG")),
            Map.entry(
                    PopRequest.class,
                    new PopRequest(GROUP, QUEUE, SUBSCRIPTION, 1, Duration.ZERO, Duration.ZERO, false)),
            Map.entry(Duration.class, Duration.ZERO),
            Map.entry(List.class, List.of()),
            Map.entry(
                    PopReceipt.class,
                    // As the broker gave it, which is not to be changed.
                    new PopReceipt("shop%TOPIC", PopReceipt.Source.RETRIES, "broker-a", 0, 1, 1, 1, 1, 1)),
            Map.entry(SendBack.class, new SendBack(GROUP, "broker-a", 1, 0, "id", "TOPIC", 16)),
            Map.entry(
                    Heartbeat.class,
                    new Heartbeat(
                            new ClientId("client"),
                            List.of(new Heartbeat.Membership(
                                    GROUP,
                                    MessageModel.CLUSTERING,
                                    Heartbeat.StartFrom.CONSUME_FROM_FIRST_OFFSET,
                                    List.of(SUBSCRIPTION, Subscription.all(GROUP.retryTopic())),
                                    1)),
                            List.of("PRODUCER"))));

    private final FakeCluster cluster = new FakeCluster();
    private final NamespacedCluster seen = new NamespacedCluster(cluster, new Namespace("shop"));

    @TestFactory
    Stream<DynamicTest> everyRequestHasTheNamespaceBeforeAllOfItsNames() {
        return Stream.concat(
                        Arrays.stream(Broker.class.getMethods())
                                .filter(method -> method.getReturnType() != PopBroker.class),
                        Arrays.stream(PopBroker.class.getMethods()))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> checkNames(method)));
    }

    private void checkNames(Method method) throws ReflectiveOperationException {
        Object[] arguments =
                Arrays.stream(method.getParameterTypes()).map(SAMPLES::get).toArray();
        assertThat(arguments).as("samples for " + method).doesNotContainNull();

        cluster.asked.clear();
        Broker broker = seen.broker(ADDRESS);
        method.invoke(method.getDeclaringClass() == PopBroker.class ? broker.pops() : broker, arguments);

        assertThat(cluster.asked).hasSize(1);
        if (method.getParameterCount() > 0) {
            assertThat(cluster.asked.get(0)).containsPattern("shop%(TOPIC|GROUP|PRODUCER)");
        }
        assertThat(cluster.asked.get(0))
                .startsWith(method.getName())
                .doesNotContainPattern("(?<!shop%)(TOPIC|GROUP|PRODUCER)");
    }

    @Test
    void noticesTellOfGroupsByTheirPlainNamesAndOfOthersAsTheyAre() {
        List<BrokerNotice> notices = new ArrayList<>();
        seen.onNotice(notices::add);

        cluster.tell(new BrokerNotice.MembersChanged(ADDRESS, new ConsumerGroup("shop%GROUP")));
        cluster.tell(new BrokerNotice.MembersChanged(ADDRESS, new ConsumerGroup("other%GROUP")));
        cluster.tell(new BrokerNotice.Connected(ADDRESS));

        assertThat(notices)
                .containsExactly(
                        new BrokerNotice.MembersChanged(ADDRESS, GROUP),
                        new BrokerNotice.MembersChanged(ADDRESS, new ConsumerGroup("other%GROUP")),
                        new BrokerNotice.Connected(ADDRESS));
    }

    /** Remembers what was asked and answers nothing. */
    private static final class FakeCluster implements RemoteCluster {

        final List<String> asked = new ArrayList<>();
        private final List<Consumer<BrokerNotice>> listeners = new ArrayList<>();

        @Override
        public NameServer nameServer() {
            return topic -> new CompletableFuture<>();
        }

        @Override
        public Broker broker(BrokerAddress address) {
            return fake(Broker.class);
        }

        private <T> T fake(Class<T> port) {
            return port.cast(
                    Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                        if (method.getReturnType() == PopBroker.class) {
                            return fake(PopBroker.class);
                        }
                        asked.add(method.getName() + Arrays.deepToString(arguments));
                        return new CompletableFuture<>();
                    }));
        }

        @Override
        public void onRequest(PeerRequests handler) {
            // Nobody asks anything here.
        }

        @Override
        public void onNotice(Consumer<BrokerNotice> listener) {
            listeners.add(listener);
        }

        void tell(BrokerNotice notice) {
            listeners.forEach(listener -> listener.accept(notice));
        }
    }
}
