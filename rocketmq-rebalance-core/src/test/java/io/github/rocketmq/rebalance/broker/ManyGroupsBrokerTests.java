package io.github.rocketmq.rebalance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.rocketmq.remoting.protocol.body.Connection;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;
import org.junit.jupiter.api.Test;

/** What a hundred groups of one application cost it and its brokers. */
class ManyGroupsBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int GROUPS = 100;
    private static final int MESSAGES = 300;

    @Test
    void aHundredGroupsShareThreadsAndOneConnectionABroker() throws Exception {
        String topic = SharedCluster.topic(1);
        List<AtomicInteger> seen =
                IntStream.range(0, GROUPS).mapToObj(i -> new AtomicInteger()).toList();
        int before = clientThreads().size();
        try (ClientRuntime runtime = ClientRuntime.create(ClientOptions.builder()
                .nameServers(SharedCluster.get().nameServerAddress())
                .build())) {
            List<PushConsumer> consumers =
                    seen.stream().map(count -> consumer(runtime, topic, count)).toList();
            consumers.forEach(PushConsumer::start);
            await().atMost(PATIENCE).until(() -> consumers.stream().allMatch(consumer -> share(consumer, topic) == 2));
            int idle = clientThreads().size() - before;

            try (Producer producer = runtime.producer("many-groups-producer");
                    Peak peak = new Peak()) {
                for (int i = 0; i < MESSAGES; i++) {
                    producer.send(OutgoingMessage.of(topic, ("m" + i).getBytes(StandardCharsets.UTF_8)));
                }
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(seen).extracting(AtomicInteger::get).containsOnly(MESSAGES));

                assertThat(idle).isLessThan(10);
                assertThat(peak.threads() - before).isLessThan(60);
            }
            assertThat(connections(consumers)).hasSize(2).allSatisfy(clients -> assertThat(clients)
                    .hasSize(1));
        }
    }

    private static PushConsumer consumer(ClientRuntime runtime, String topic, AtomicInteger seen) {
        PushConsumerOptions options = PushConsumerOptions.builder(SharedCluster.unique("many"))
                .subscribe(topic)
                .startPosition(StartPosition.earliest())
                .build();
        return PushConsumers.builder(runtime, options, message -> {
                    seen.incrementAndGet();
                    return ConsumeResult.consumed();
                })
                .build();
    }

    private static long share(PushConsumer consumer, String topic) {
        return consumer.snapshot().assignment().stream()
                .filter(queue -> queue.topic().equals(topic))
                .count();
    }

    /** The client addresses that all groups together have on each broker. */
    private static List<Set<String>> connections(List<PushConsumer> consumers) throws Exception {
        DefaultMQAdminExt admin = new DefaultMQAdminExt();
        admin.setNamesrvAddr(SharedCluster.get().nameServerAddress());
        admin.setInstanceName("many-groups-admin");
        admin.start();
        try {
            return SharedCluster.get().brokerNames().stream()
                    .map(broker -> consumers.stream()
                            .flatMap(consumer -> connections(admin, broker, consumer))
                            .collect(Collectors.toSet()))
                    .toList();
        } finally {
            admin.shutdown();
        }
    }

    private static Stream<String> connections(DefaultMQAdminExt admin, String broker, PushConsumer consumer) {
        try {
            return admin
                    .examineConsumerConnectionInfo(
                            consumer.group().name(), SharedCluster.get().brokerAddress(broker))
                    .getConnectionSet()
                    .stream()
                    .map(Connection::getClientAddr);
        } catch (Exception e) {
            throw new IllegalStateException("group '" + consumer.group() + "' has no connection to " + broker, e);
        }
    }

    private static Set<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("rocketmq-"))
                .collect(Collectors.toSet());
    }

    /** The most client threads there are at one time, until it is closed. */
    private static final class Peak implements AutoCloseable {

        private final AtomicInteger most = new AtomicInteger();
        private final AtomicBoolean closed = new AtomicBoolean();
        private final Thread counter = new Thread(this::count, "thread-counter");

        Peak() {
            counter.start();
        }

        private void count() {
            while (!closed.get()) {
                most.accumulateAndGet(clientThreads().size(), Math::max);
            }
        }

        int threads() {
            return most.get();
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
