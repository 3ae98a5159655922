package io.github.rocketmq.rebalance.spring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.test.spring.EmbeddedRocketMq;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

/** A real broker, a real meter registry and a real tracer. */
@SpringBootTest(
        properties = {
            "rocketmq.consumer.consume-from=earliest",
            "rocketmq.consumer.offset-commit-interval=1s",
            "rocketmq.metrics.per-queue=true",
            "management.tracing.sampling.probability=1.0"
        })
@EmbeddedRocketMq(
        topics = {"metered", "traced"},
        queues = 2)
class ObservedApplicationBrokerTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Autowired
    private Producer producer;

    @Autowired
    private Metered metered;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private PrometheusMeterRegistry prometheus;

    @Autowired
    private InMemorySpanExporter spans;

    @Autowired
    private ClientRuntime runtime;

    @Autowired
    private Traced traced;

    @Test
    void metersMoveAsMessagesCome() {
        producer.send(OutgoingMessage.of("metered", "hello".getBytes(StandardCharsets.UTF_8)));
        await().atMost(PATIENCE).until(() -> metered.seen.size() == 1);

        // The meter comes with the first commit.
        await().atMost(PATIENCE).ignoreException(MeterNotFoundException.class).untilAsserted(() -> assertThat(
                        meters.get("rocketmq.consumer.offset.commits")
                                .tags("messaging.consumer.group.name", "metered-g", "result", "success")
                                .tag("messaging.destination.name", "metered")
                                .counter()
                                .count())
                .isPositive());
        assertThat(meters.get("messaging.client.consumed.messages")
                        .tags("messaging.consumer.group.name", "metered-g", "error.type", "none")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(meters.get("rocketmq.consumer.await.time")
                        .tag("messaging.consumer.group.name", "metered-g")
                        .timer()
                        .count())
                .isEqualTo(1);
        for (String operation :
                List.of("pull", "ack", "heartbeat", "query_offset", "query_route", "member_list", "send", "lock")) {
            assertThat(meters.get("messaging.client.operation.duration")
                            .tag("messaging.operation.name", operation)
                            .timers())
                    .as(operation)
                    .isNotEmpty();
        }
        assertThat(meters.get("messaging.client.operation.duration")
                        .tag("messaging.operation.name", "query_route")
                        .timers())
                .anySatisfy(
                        timer -> assertThat(timer.getId().getTag("server.port")).isNotEqualTo("none"));
        assertThat(meters.get("rocketmq.client.connections").gauges())
                .anySatisfy(gauge -> assertThat(gauge.value()).isPositive());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(meters.get("rocketmq.consumer.queue.lag")
                        .tags("messaging.consumer.group.name", "metered-g", "messaging.destination.name", "metered")
                        .gauges())
                .hasSize(2)
                .allSatisfy(gauge -> {
                    assertThat(gauge.value()).isZero();
                    assertThat(gauge.getId().getTag("messaging.destination.partition.id"))
                            .startsWith("broker-a@");
                }));
        assertThat(meters.get("rocketmq.consumer.queues.assigned")
                        .tags("messaging.consumer.group.name", "metered-g", "messaging.destination.name", "metered")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(prometheus.scrape())
                .contains("rocketmq_consumer_rebalance_duration_seconds_count{")
                .contains("messaging_client_operation_duration_seconds_count{")
                .containsPattern("rocketmq_consumer_threads_max_threads\\{[^}]*metered-g[^}]*} 20");
    }

    @Test
    void theListenerIsPartOfTheProducersTraceAndLogsWithIt() {
        producer.send(OutgoingMessage.of("traced", "hello".getBytes(StandardCharsets.UTF_8)));
        await().atMost(PATIENCE).until(() -> find("process traced") != null);

        SpanData send = spanOf("send traced");
        SpanData process = spanOf("process traced");
        assertThat(process.getTraceId()).isEqualTo(send.getTraceId());
        assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
        assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(traced.logged).containsExactly(send.getTraceId());
        assertThat(process.getAttributes().get(AttributeKey.stringKey("messaging.client.id")))
                .isEqualTo(runtime.clientId().value());
        assertThat(meters.get("messaging.process.duration")
                        .tag("messaging.destination.name", "traced")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private SpanData spanOf(String name) {
        SpanData span = find(name);
        if (span == null) {
            throw new AssertionError("no span " + name + " in " + spans.getFinishedSpanItems());
        }
        return span;
    }

    private @Nullable SpanData find(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Metered.class, Traced.class})
    static class Application {

        @Bean
        InMemorySpanExporter spans() {
            return InMemorySpanExporter.create();
        }

        @Bean
        SimpleSpanProcessor exportAtOnce(InMemorySpanExporter spans) {
            return (SimpleSpanProcessor) SimpleSpanProcessor.create(spans);
        }
    }

    @Component
    static class Metered {

        final Queue<String> seen = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(id = "metered", topic = "metered", consumerGroup = "metered-g")
        void on(String text) {
            seen.add(text);
        }
    }

    @Component
    static class Traced {

        final Queue<String> logged = new ConcurrentLinkedQueue<>();

        /** Answers later, on another thread. */
        @RocketMessageListener(id = "traced", topic = "traced", consumerGroup = "traced-g")
        CompletionStage<ConsumeResult> on(String text) {
            logged.add(String.valueOf(MDC.get("traceId")));
            return CompletableFuture.supplyAsync(ConsumeResult::consumed);
        }
    }
}
