package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.PushConsumers;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.api.RocketRebalanceListener;
import io.github.rocketmq.rebalance.spring.event.RocketContainerEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerPausedEvent;
import io.github.rocketmq.rebalance.spring.listener.ContainerPhase;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@SpringBootTest(
        properties = {
            "rocketmq.consumer.consume-from=earliest",
            "rocketmq.consumer.rebalance.interval=1s",
            "rocketmq.listeners.paused.idle-event-interval=200ms"
        })
@io.github.rocketmq.rebalance.test.spring.EmbeddedRocketMq(
        topics = {"orders", "stock", "late", "paused", "parallel"},
        queues = 4)
class ListenerLifecycleBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Autowired
    private Producer producer;

    @Autowired
    private Shop shop;

    @Autowired
    private Paused paused;

    @Autowired
    private Heard heard;

    @Autowired
    private EmbeddedRocketMq broker;

    @Autowired
    private ConfigurableApplicationContext context;

    @Autowired
    private RocketListenerRegistry registry;

    @Test
    void eachMethodOfAGroupGetsItsOwnMessagesAlsoWhenTheyComeAgain() {
        send("orders", "paid", "1");
        send("orders", "shipped", "2");
        send("stock", "low", "3");
        send("stock", "high", "4");
        send("stock", "empty", "5");

        await().atMost(PATIENCE).until(() -> shop.seen.size() >= 5);
        assertThat(shop.seen)
                .containsExactlyInAnyOrder(
                        "paid 1 at attempt 0", "paid 1 at attempt 1", "other order 2", "stock 3", "stock 5");
        assertThat(broker.consumerIds("shop-g", "broker-a")).hasSize(1);
        assertThat(registry.find("shop-g")).isEqualTo(registry.find("stock"));
    }

    @Test
    void listenersJoinAndLeaveARunningConsumer() {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        registry.register(endpoint("late-a", "late", "a").handle(String.class, text -> seen.add("a " + text)));
        send("late", "a", "1");
        await().atMost(PATIENCE).until(() -> seen.contains("a 1"));
        ContainerPhase before = find("late-a").phase();

        registry.register(endpoint("late-b", "late", "b").handle(String.class, text -> seen.add("b " + text)));
        send("late", "b", "2");
        send("late", "a", "3");
        await().atMost(PATIENCE).until(() -> seen.contains("b 2") && seen.contains("a 3"));
        assertThat(find("late-b").phase()).as("the same consumer").isSameAs(before);

        registry.unregister("late-b");
        send("late", "b", "4");
        send("late", "a", "5");
        await().atMost(PATIENCE).until(() -> seen.contains("a 5"));
        // A pull that was under way may still bring it.
        assertThat(seen)
                .contains("a 1", "b 2", "a 3", "a 5")
                .filteredOn(text -> text.endsWith("4"))
                .isSubsetOf("b 4");

        registry.unregister("late-a");
        assertThat(broker.consumerIds("late-g", "broker-a")).isEmpty();
        assertThat(registry.ids()).doesNotContain("late-a", "late-b");
    }

    @Test
    void aPausedListenerKeepsItsQueuesOrGivesThemToOthers() {
        RocketListenerContainer container = find("paused");
        await().atMost(PATIENCE).until(() -> queues(container).size() == 4);
        try (ClientRuntime other = ClientRuntime.create(ClientOptions.builder()
                        .nameServers(broker.nameServerAddress())
                        .instanceName("other")
                        .build());
                PushConsumer member = PushConsumers.builder(
                                other,
                                PushConsumerOptions.builder("paused-g")
                                        .subscribe("paused")
                                        .rebalanceInterval(Duration.ofSeconds(1))
                                        .build(),
                                message -> ConsumeResult.consumed())
                        .build()) {
            container.pause(PauseMode.HOLD);
            send("paused", "", "held");
            member.start();
            await().atMost(PATIENCE)
                    .until(() -> queues(container).size() == 2
                            && queues(member.snapshot()).size() == 2);

            container.pause(PauseMode.RELEASE);
            await().atMost(PATIENCE).until(() -> queues(member.snapshot()).size() == 4);
            assertThat(broker.consumerIds("paused-g", "broker-a")).hasSize(1);
            assertThat(container.isRunning()).isTrue();

            container.resume();
            await().atMost(PATIENCE).until(() -> queues(container).size() == 2);
        }
        await().atMost(PATIENCE).until(() -> queues(container).size() == 4);
        assertThat(heard.events)
                .contains(
                        "paused RocketContainerStartedEvent",
                        "paused RocketContainerPausedEvent HOLD",
                        "paused RocketContainerPausedEvent RELEASE",
                        "paused RocketContainerResumedEvent",
                        "paused RocketQueuesAssignedEvent",
                        "paused RocketQueuesRevokedEvent",
                        "paused RocketListenerIdleEvent")
                .noneMatch(event -> event.startsWith("paused RocketQueuesLost"));
        send("paused", "", "awake");
        await().atMost(PATIENCE).until(() -> paused.seen.contains("awake"));
        await().atMost(PATIENCE).until(() -> heard.events.contains("paused RocketListenerNoLongerIdleEvent"));
        await("told to the rebalance listener").atMost(PATIENCE).until(() -> heard.queues.get() == 4);
    }

    @Test
    void aPausedContextLeavesAllGroupsAndWhatWasPausedOrStoppedByHandStaysSo() {
        await().atMost(PATIENCE).until(() -> queues(find("paused")).size() == 4);
        find("paused").pause(PauseMode.HOLD);
        find("stock").stop();
        assertThat(broker.consumerIds("shop-g", "broker-a")).isEmpty();

        context.pause();
        assertThat(broker.consumerIds("paused-g", "broker-a")).isEmpty();
        context.restart();

        send("paused", "", "kept");
        await().atMost(PATIENCE).until(() -> queues(find("paused")).size() == 4);
        assertThat(find("stock").isRunning()).isFalse();
        assertThat(paused.seen).doesNotContain("kept");
        find("paused").resume();
        find("stock").start();
        await().atMost(PATIENCE).until(() -> paused.seen.contains("kept"));
        await().atMost(PATIENCE)
                .until(() -> broker.consumerIds("shop-g", "broker-a").size() == 1);
        find("stock").restart();
        await().atMost(PATIENCE)
                .until(() -> broker.consumerIds("shop-g", "broker-a").size() == 1);
    }

    @Test
    void concurrencyChangesWhileMessagesFlow() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        CountDownLatch released = new CountDownLatch(1);
        registry.register(RocketListenerEndpoint.builder("parallel")
                .group("parallel-g")
                .topics("parallel")
                .setting("concurrency", "2")
                .handle(String.class, text -> {
                    running.incrementAndGet();
                    released.await();
                    done.incrementAndGet();
                }));
        for (int i = 0; i < 20; i++) {
            send("parallel", "", "message " + i);
        }
        await().atMost(PATIENCE).until(() -> running.get() == 2);

        find("parallel").concurrency(9);

        await().atMost(PATIENCE).until(() -> running.get() == 9);
        released.countDown();
        await().atMost(PATIENCE).until(() -> done.get() == 20);
        registry.unregister("parallel");
    }

    private static RocketListenerEndpoint.Builder endpoint(String id, String topic, String tags) {
        return RocketListenerEndpoint.builder(id).group("late-g").topics(topic).tags(tags);
    }

    private RocketListenerContainer find(String id) {
        return registry.find(id).orElseThrow();
    }

    private static SortedSet<MessageQueue> queues(RocketListenerContainer container) {
        return container.snapshot().map(ListenerLifecycleBrokerTests::queues).orElseGet(TreeSet::new);
    }

    private static SortedSet<MessageQueue> queues(ConsumerSnapshot snapshot) {
        return snapshot.assignment().stream()
                .filter(queue -> Set.of("paused", "orders").contains(queue.topic()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void send(String topic, String tag, String body) {
        OutgoingMessage message = OutgoingMessage.of(topic, body.getBytes(StandardCharsets.UTF_8));
        producer.send(tag.isEmpty() ? message : message.withTag(tag));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Shop.class, Paused.class, Heard.class})
    static class Application {}

    @Component
    static class Shop {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(topics = "orders", selectorExpression = "paid", consumerGroup = "shop-g")
        ConsumeResult onPaid(String text, Message message) {
            seen.add("paid " + text + " at attempt " + message.reconsumeTimes());
            return message.reconsumeTimes() == 0
                    ? ConsumeResult.retryAfter(Duration.ofSeconds(1))
                    : ConsumeResult.consumed();
        }

        @RocketMessageListener(topics = "orders", consumerGroup = "shop-g")
        void onOthers(String text) {
            seen.add("other order " + text);
        }

        @RocketMessageListener(
                id = "stock",
                topics = "stock",
                selectorExpression = "low || empty",
                consumerGroup = "shop-g")
        void onStock(String text) {
            seen.add("stock " + text);
        }
    }

    @Component
    static class Paused {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(id = "paused", topics = "paused", consumerGroup = "paused-g")
        void on(String text) {
            seen.add(text);
        }
    }

    @Component
    static class Heard implements RocketRebalanceListener {

        final Queue<String> events = new ConcurrentLinkedQueue<>();
        final AtomicInteger queues = new AtomicInteger();

        @EventListener
        void on(RocketContainerEvent event) {
            String more = event instanceof RocketContainerPausedEvent paused ? " " + paused.mode() : "";
            events.add(event.containerId() + " " + event.getClass().getSimpleName() + more);
        }

        @Override
        public void onAssigned(Consumer consumer, SortedSet<MessageQueue> assigned) {
            count(consumer, assigned, 1);
        }

        @Override
        public void onRevoked(Consumer consumer, SortedSet<MessageQueue> revoked) {
            count(consumer, revoked, -1);
        }

        private void count(Consumer consumer, SortedSet<MessageQueue> changed, int sign) {
            if (consumer.group().equals("paused-g")) {
                changed.stream()
                        .filter(queue -> queue.topic().equals("paused"))
                        .forEach(queue -> queues.addAndGet(sign));
            }
        }
    }
}
