package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageView;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketDeadLetterListener;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.api.Acknowledgment;
import io.github.rocketmq.rebalance.spring.api.BatchListenerFailedException;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.RocketHeaders;
import io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler;
import io.github.rocketmq.rebalance.spring.api.RocketMessageFilter;
import io.github.rocketmq.rebalance.spring.api.RocketMessageInterceptor;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounts;
import io.github.rocketmq.rebalance.spring.invocation.ListenerHandler;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.test.spring.EmbeddedRocketMq;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.stereotype.Component;
import org.springframework.util.ReflectionUtils;
import reactor.core.publisher.Mono;

@SpringBootTest(
        properties = {
            "rocketmq.consumer.consume-from=earliest",
            "rocketmq.consumer.offset-commit-interval=1s",
            "rocketmq.consumer.retry.backoff.delay=1s"
        })
@EmbeddedRocketMq(
        topics = {"checked", "later", "batches", "manual", "skipped", "failing", "lined", "framed"},
        queues = 1)
class ListenerCallsBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Autowired
    private Producer producer;

    @Autowired
    private Checked checked;

    @Autowired
    private Later later;

    @Autowired
    private RocketListenerRegistry registry;

    @Autowired
    private RocketListenerContainerFactory containerFactory;

    @Autowired
    private io.github.rocketmq.rebalance.test.EmbeddedRocketMq broker;

    @Test
    void headersAndValidPayloadsReachTheMethodAndInvalidOnesTheDeadLetterListener() {
        // Nothing was buried yet, so the dead-letter topic does not exist, and that is well.
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(snapshot("checked-g-dlt")).satisfies(waiting -> {
                    assertThat(waiting.state()).isEqualTo(ConsumerState.RUNNING);
                    assertThat(waiting.lastRebalance().orElseThrow().problem()).isEmpty();
                }));

        producer.send(text("checked", "{\"id\":1}").withTag("paid").withProperty("tenant", "north"));
        producer.send(text("checked", "{\"id\":-1}").withTag("paid").withProperty("tenant", "south"));

        await().atMost(PATIENCE).until(() -> checked.seen.size() == 1 && checked.buried.size() == 1);
        assertThat(checked.seen).containsExactly("Order[id=1] paid north");
        assertThat(checked.buried).containsExactly("{\"id\":-1} of checked, south");
        assertThat(checked.readFrom).containsExactly("%DLQ%checked-g", "%RETRY%checked-g-dlt");
        assertThat(registry.find("checked-g").orElseThrow().counts()).isEqualTo(new ListenerCounts(1, 0, 1, 1, 0));
    }

    @Test
    void stagesAndMonosSettleMessagesWhenTheyComplete() {
        producer.send(text("later", "stage"));

        await().atMost(PATIENCE).until(() -> later.stages.size() == 2 && later.monos.size() == 2);
        assertThat(later.stages).containsExactly(1, 2);
        assertThat(later.monos).containsExactly(1, 2);
    }

    @Test
    void ofABatchOnlyTheFailedMessageAndThoseBehindItComeAgain() {
        send("batches", "a", "b", "c", "d");
        Batches batches = new Batches();

        start("batches", batches, Map.of("batch.enabled", "true"));

        await().atMost(PATIENCE).until(() -> batches.seen.size() == 7);
        assertThat(batches.sizes).first().isEqualTo(4);
        assertThat(batches.seen.stream().limit(4)).containsExactly("a", "b", "c", "d");
        assertThat(batches.seen.stream().skip(4)).containsExactlyInAnyOrder("b", "c", "d");
        assertThat(container("batches").counts()).isEqualTo(new ListenerCounts(4, 3, 0, 0, 0));
    }

    @Test
    void aMessageStaysInFlightUntilItIsAcknowledgedAndComesAgainAfterTheDelayThatItAsksFor() {
        Manual manual = new Manual();
        start("manual", manual, Map.of("ack-mode", "manual"));
        send("manual", "a");

        await().atMost(PATIENCE).until(() -> manual.acknowledgments.size() == 1);
        assertThat(container("manual").counts()).isEqualTo(new ListenerCounts(0, 0, 0, 0, 0));
        assertThat(broker.committedOffset("manual-g", "manual", "broker-a", 0)).isLessThan(1);
        manual.acknowledgments.remove().retry(Duration.ofSeconds(1));

        await().atMost(PATIENCE).until(() -> manual.acknowledgments.size() == 1);
        manual.acknowledgments.remove().acknowledge();
        assertThat(manual.attempts).containsExactly(1, 2);
        await().atMost(PATIENCE).until(() -> broker.committedOffset("manual-g", "%RETRY%manual-g", "broker-a", 0) == 1);
        assertThat(container("manual").counts()).isEqualTo(new ListenerCounts(1, 1, 0, 0, 0));
    }

    @Test
    void aListenersOwnErrorHandlerDecides() {
        Failing failing = new Failing();
        start("skipped", failing, Map.of("error-handler", "skipping"));
        send("skipped", "a", "b");

        await().atMost(PATIENCE).until(() -> broker.committedOffset("skipped-g", "skipped", "broker-a", 0) == 2);
        assertThat(failing.times).hasSize(2);
        assertThat(container("skipped").counts()).isEqualTo(new ListenerCounts(2, 0, 0, 0, 0));
    }

    @Test
    void theBackOffOfTheSettingsReachesTheBroker() {
        Failing failing = new Failing();
        start("failing", failing, Map.of());
        send("failing", "a");

        await().atMost(PATIENCE).until(() -> failing.times.size() >= 2);
        List<Instant> times = List.copyOf(failing.times);
        // Left to itself the broker would wait 10 s.
        assertThat(Duration.between(times.get(0), times.get(1)))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
        container("failing").stop();
    }

    @Test
    void inOrderAFailureSuspendsItsQueueAndKeepsTheOrder() {
        Lined lined = new Lined();
        send("lined", "1", "2", "3", "4");

        start("lined", lined, Map.of("consume-mode", "orderly"));

        await().atMost(PATIENCE).until(() -> lined.seen.contains("4"));
        assertThat(lined.seen).containsExactly("1", "2", "2", "2", "3", "4");
        assertThat(Duration.between(lined.firstFailure, lined.success)).isGreaterThan(Duration.ofMillis(1900));
        assertThat(container("lined").counts()).isEqualTo(new ListenerCounts(4, 2, 0, 0, 0));
    }

    @Test
    void interceptorsAndFiltersStandBeforeTheMethod() {
        Framed framed = new Framed();
        start("framed", framed, Map.of("filter", "shortOnly"));
        send("framed", "short", "much too long");

        await().atMost(PATIENCE).until(() -> container("framed").counts().equals(new ListenerCounts(1, 0, 0, 0, 1)));
        assertThat(framed.seen).containsExactly("SHORT");
        await().atMost(PATIENCE).until(() -> broker.committedOffset("framed-g", "framed", "broker-a", 0) == 2);
    }

    /** Runs the method {@code on} as a listener of the topic. */
    private void start(String topic, Object bean, Map<String, String> settings) {
        java.lang.reflect.Method method = Stream.of(ReflectionUtils.getDeclaredMethods(bean.getClass()))
                .filter(candidate -> candidate.getName().equals("on"))
                .findFirst()
                .orElseThrow();
        RocketListenerEndpoint.Builder endpoint =
                RocketListenerEndpoint.builder(topic).group(topic + "-g").topics(topic);
        settings.forEach(endpoint::setting);
        registry.add(containerFactory
                .prepare(endpoint.handle(ListenerHandler.ofMethod(bean, bean.getClass(), method)))
                .orElseThrow());
    }

    private void send(String topic, String... bodies) {
        for (String body : bodies) {
            producer.send(text(topic, body));
        }
    }

    private static OutgoingMessage text(String topic, String body) {
        return OutgoingMessage.of(topic, body.getBytes(StandardCharsets.UTF_8));
    }

    private RocketListenerContainer container(String id) {
        return registry.find(id).orElseThrow();
    }

    private ConsumerSnapshot snapshot(String id) {
        return container(id).snapshot().orElseThrow();
    }

    record Order(@Positive int id) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Checked.class, Later.class})
    static class Application {

        @Bean(defaultCandidate = false)
        RocketListenerErrorHandler skipping() {
            return failure -> ConsumeResult.consumed();
        }

        @Bean
        RocketMessageFilter shortOnly() {
            return message -> message.body().length < 10;
        }

        @Bean
        RocketMessageInterceptor shouting() {
            return new RocketMessageInterceptor() {
                @Override
                public @Nullable Message before(Message message, ListenerIdentity listener) {
                    return listener.id().equals("framed") ? new Shouted(message) : message;
                }
            };
        }
    }

    static final class Shouted extends MessageView {

        Shouted(Message quiet) {
            super(quiet);
        }

        @Override
        public byte[] body() {
            return new String(super.body(), StandardCharsets.UTF_8)
                    .toUpperCase(Locale.ROOT)
                    .getBytes(StandardCharsets.UTF_8);
        }
    }

    @Component
    static class Checked {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();
        final Queue<String> buried = new ConcurrentLinkedQueue<>();
        final Queue<String> readFrom = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(topic = "checked", consumerGroup = "checked-g")
        void on(@Payload @Valid Order order, @Header(RocketHeaders.TAGS) String tag, @Header("tenant") String tenant) {
            seen.add(order + " " + tag + " " + tenant);
        }

        @RocketDeadLetterListener
        void buried(
                String text,
                Message message,
                @Header(RocketHeaders.ORIGIN_TOPIC) String origin,
                @Header("tenant") String tenant) {
            readFrom.add(message.queue().topic());
            if (readFrom.size() == 1) {
                throw new IllegalStateException("the gravedigger sleeps");
            }
            buried.add(text + " of " + origin + ", " + tenant);
        }
    }

    @Component
    static class Later {

        final Queue<Integer> stages = new ConcurrentLinkedQueue<>();
        final Queue<Integer> monos = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(topic = "later", consumerGroup = "stage-g")
        CompletionStage<@Nullable Void> stage(String text, @Header(RocketHeaders.DELIVERY_ATTEMPT) int attempt) {
            stages.add(attempt);
            return CompletableFuture.runAsync(() -> failFirst(attempt));
        }

        @RocketMessageListener(topic = "later", consumerGroup = "mono-g")
        Mono<ConsumeResult> mono(String text, @Header(RocketHeaders.DELIVERY_ATTEMPT) int attempt) {
            monos.add(attempt);
            return Mono.delay(Duration.ofMillis(50))
                    .map(tick ->
                            attempt == 1 ? ConsumeResult.retryAfter(Duration.ofSeconds(1)) : ConsumeResult.consumed());
        }

        private static void failFirst(int attempt) {
            if (attempt == 1) {
                throw new IllegalStateException("not yet");
            }
        }
    }

    static class Batches {

        final Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        void on(List<String> texts, @Header(RocketHeaders.DELIVERY_ATTEMPT) List<Integer> attempts) {
            sizes.add(texts.size());
            seen.addAll(texts);
            if (attempts.get(0) == 1) {
                throw new BatchListenerFailedException("not yet", 1);
            }
        }
    }

    static class Manual {

        final Queue<Acknowledgment> acknowledgments = new ConcurrentLinkedQueue<>();
        final Queue<Integer> attempts = new ConcurrentLinkedQueue<>();

        void on(String text, @Header(RocketHeaders.DELIVERY_ATTEMPT) int attempt, Acknowledgment acknowledgment) {
            attempts.add(attempt);
            acknowledgments.add(acknowledgment);
        }
    }

    static class Failing {

        final Queue<Instant> times = new ConcurrentLinkedQueue<>();

        void on(String text) {
            times.add(Instant.now());
            throw new IllegalStateException("never");
        }
    }

    static class Lined {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();
        volatile Instant firstFailure = Instant.MAX;
        volatile Instant success = Instant.MIN;

        void on(String text, @Header(RocketHeaders.DELIVERY_ATTEMPT) int attempt) {
            seen.add(text);
            if (text.equals("2")) {
                if (attempt < 3) {
                    firstFailure = attempt == 1 ? Instant.now() : firstFailure;
                    throw new IllegalStateException("not yet");
                }
                success = Instant.now();
            }
        }
    }

    static class Framed {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        void on(String text) {
            seen.add(text);
        }
    }
}
