package io.github.rocketmq.rebalance.spring.observation;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.ListenerObserver.Observed;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObservedListenersTests {

    private static final ListenerIdentity ORDERS = new ListenerIdentity("orders", "Orders.on");
    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);
    private static final String SENDER = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    private final FakeProducer fake = new FakeProducer();
    private final OtelTracer tracer = tracer();
    private final ObservedProducer producer = new ObservedProducer(fake, () -> registry, () -> null);

    @Test
    void aCallIsObservedWithEveryKeyOfTheList() throws Exception {
        call(listeners(null), List.of(message(Map.of())), false, List.of(ConsumeResult.consumed()), null);

        assertThat(registry)
                .hasNumberOfObservationsWithNameEqualTo("messaging.process.duration", 1)
                .hasObservationWithNameEqualTo("messaging.process.duration")
                .that()
                .hasBeenStopped()
                .hasContextualNameEqualTo("process orders")
                .hasLowCardinalityKeyValue("messaging.system.name", "rocketmq")
                .hasLowCardinalityKeyValue("messaging.operation.name", "process")
                .hasLowCardinalityKeyValue("messaging.operation.type", "process")
                .hasLowCardinalityKeyValue("messaging.destination.name", "orders")
                .hasLowCardinalityKeyValue("messaging.consumer.group.name", "orders-g")
                .hasLowCardinalityKeyValue("rocketmq.consumption_model", "clustering")
                .hasLowCardinalityKeyValue("rocketmq.listener.id", "orders")
                .hasLowCardinalityKeyValue("error.type", "none")
                .hasHighCardinalityKeyValue("messaging.message.id", "0A0000070001")
                .hasHighCardinalityKeyValue("messaging.destination.partition.id", "broker-a@3")
                .hasHighCardinalityKeyValue("rocketmq.message.keys", "order-17")
                .hasHighCardinalityKeyValue("rocketmq.message.tag", "paid")
                .hasHighCardinalityKeyValue("rocketmq.message.type", "normal")
                .hasHighCardinalityKeyValue("messaging.client.id", "10.0.0.7@1#9f")
                .hasHighCardinalityKeyValue("rocketmq.delivery.attempt", "3")
                .hasHighCardinalityKeyValue("messaging.message.body.size", "5");
    }

    @Test
    void theEnumerationsDocumentExactlyTheKeysThatAreEmitted() throws Exception {
        call(listeners(null), List.of(message(Map.of())), false, List.of(ConsumeResult.consumed()), null);
        producer.send(outgoing());

        assertThat(keysOf("messaging.process.duration"))
                .isEqualTo(Stream.of(RocketListenerObservation.LowCardinalityKeys.values())
                        .map(RocketListenerObservation.LowCardinalityKeys::asString)
                        .collect(Collectors.toSet()));
        assertThat(keysOf("messaging.client.operation.duration"))
                .isEqualTo(Stream.of(RocketSendObservation.LowCardinalityKeys.values())
                        .map(RocketSendObservation.LowCardinalityKeys::asString)
                        .collect(Collectors.toSet()));
    }

    @Test
    void theTimerHasTheSameKeysWhateverHappens() throws Exception {
        ObservedListeners listeners = listeners(null);
        List<Message> one = List.of(message(Map.of()));
        call(listeners, one, false, List.of(ConsumeResult.consumed()), null);
        call(listeners, one, false, List.of(ConsumeResult.retry()), new IllegalStateException("no"));
        call(listeners, one, false, List.of(ConsumeResult.retry()), null);
        call(listeners, one, false, List.of(ConsumeResult.deadLetter("no")), null);
        call(listeners, List.of(message(Map.of()), message(Map.of())), true, List.of(), null);

        assertThat(meters.get("messaging.process.duration").timers())
                .extracting(timer ->
                        timer.getId().getTags().stream().map(Tag::getKey).toList())
                .hasSize(4)
                .containsOnly(List.of(
                        "error",
                        "error.type",
                        "messaging.consumer.group.name",
                        "messaging.destination.name",
                        "messaging.operation.name",
                        "messaging.operation.type",
                        "messaging.system.name",
                        "rocketmq.consumption_model",
                        "rocketmq.listener.id"));
        assertThat(meters.get("messaging.process.duration").timers())
                .extracting(timer -> timer.getId().getTag("error.type"))
                .containsExactlyInAnyOrder("none", "java.lang.IllegalStateException", "retry", "dead_letter");
        assertThat(meters.get("messaging.process.duration.active").longTaskTimers())
                .isNotEmpty();
    }

    @Test
    void olderNamesComeFromOneBean() throws Exception {
        call(
                listeners(new V144RocketListenerObservationConvention()),
                List.of(message(Map.of())),
                false,
                List.of(ConsumeResult.consumed()),
                null);
        new ObservedProducer(fake, () -> registry, V144RocketSendObservationConvention::new).send(outgoing());

        assertThat(registry)
                .hasObservationWithNameEqualTo("messaging.process.duration")
                .that()
                .hasLowCardinalityKeyValue("messaging.system", "rocketmq")
                .hasLowCardinalityKeyValue("messaging.rocketmq.consumption_model", "clustering")
                .hasHighCardinalityKeyValue("messaging.rocketmq.message.tag", "paid")
                .doesNotHaveLowCardinalityKeyValueWithKey("messaging.system.name");
        assertThat(registry)
                .hasObservationWithNameEqualTo("messaging.client.operation.duration")
                .that()
                .hasHighCardinalityKeyValue("messaging.system", "rocketmq");
    }

    @Test
    void theListenerGoesOnWithTheTraceOfTheProducer() throws Exception {
        producer.send(outgoing());
        Map<String, String> stored = fake.sent.get(0).properties();
        assertThat(stored).containsKey("traceparent").containsEntry("mine", "kept");

        call(listeners(null), List.of(message(stored)), false, List.of(ConsumeResult.consumed()), null);

        SpanData send = span("send orders");
        SpanData process = span("process orders");
        assertThat(send.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(process.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(process.getTraceId()).isEqualTo(send.getTraceId());
        assertThat(process.getParentSpanId()).isEqualTo(send.getSpanId());
        assertThat(send.getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                .isEqualTo("sent-1");
    }

    @Test
    void aBatchHasOneSpanWithItsSizeThatIsLinkedToEverySender() throws Exception {
        List<Message> batch = List.of(message(Map.of("traceparent", SENDER)), message(Map.of()));
        call(listeners(null), batch, true, List.of(ConsumeResult.consumed(), ConsumeResult.consumed()), null);

        SpanData span = span("process orders");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("messaging.batch.message_count")))
                .isEqualTo("2");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                .isNull();
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(span.getLinks()).singleElement().satisfies(link -> {
            assertThat(link.getSpanContext().getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(link.getSpanContext().getSpanId()).isEqualTo("b7ad6b7169203331");
        });
    }

    @Test
    void theScopeIsCurrentUntilItIsClosedAndTheEndMayComeLaterOnAnotherThread() throws Exception {
        Observed call = listeners(null).begin(ORDERS, "orders-g", List.of(message(Map.of())), false);
        try (AutoCloseable scope = call.openScope()) {
            assertThat(scope).isNotNull();
            assertThat(registry.getCurrentObservation()).isNotNull();
            assertThat(tracer.currentSpan()).isNotNull();
        }
        assertThat(registry.getCurrentObservation()).isNull();
        assertThat(spans.getFinishedSpanItems()).isEmpty();

        CompletableFuture.runAsync(() -> call.end(List.of(ConsumeResult.consumed()), null))
                .join();
        assertThat(span("process orders").hasEnded()).isTrue();
    }

    @Test
    void whatASendThrowsIsInItsObservationAndThrownAllTheSame() {
        fake.failure = new IllegalStateException("no broker");

        assertThatThrownBy(() -> producer.send(outgoing())).isSameAs(fake.failure);
        assertThat(registry)
                .hasObservationWithNameEqualTo("messaging.client.operation.duration")
                .that()
                .hasError(fake.failure)
                .hasBeenStopped()
                .hasContextualNameEqualTo("send orders")
                .hasLowCardinalityKeyValue("error.type", "java.lang.IllegalStateException")
                .hasLowCardinalityKeyValue("messaging.operation.type", "send");
    }

    @Test
    void aSendThatIsAnsweredLaterIsObservedUntilThen() {
        CompletionStage<SendReceipt> answer = producer.sendAsync(outgoing(), QUEUE);
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        assertThat(fake.sent.get(0).properties()).containsKey("traceparent");

        fake.pending.complete(receipt());
        assertThat(answer.toCompletableFuture()).isCompletedWithValue(receipt());
        assertThat(span("send orders").getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                .isEqualTo("sent-1");
    }

    private OtelTracer tracer() {
        io.opentelemetry.api.trace.Tracer otel = provider.get("test");
        OtelCurrentTraceContext current = new OtelCurrentTraceContext();
        Slf4JEventListener logs = new Slf4JEventListener();
        OtelTracer made =
                new OtelTracer(otel, current, logs::onEvent, new OtelBaggageManager(current, List.of(), List.of()));
        OtelPropagator propagator =
                new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
        registry.observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(meters))
                .observationHandler(new FirstMatchingCompositeObservationHandler(
                        new BatchLinks(made, propagator),
                        new PropagatingSenderTracingObservationHandler<>(made, propagator),
                        new DefaultTracingObservationHandler(made)));
        return made;
    }

    private ObservedListeners listeners(@Nullable RocketListenerObservationConvention convention) {
        return new ObservedListeners(
                registry, convention, listener -> new RocketListenerFacts("clustering", "10.0.0.7@1#9f"));
    }

    private static void call(
            ObservedListeners listeners,
            List<Message> messages,
            boolean batch,
            List<ConsumeResult> results,
            @Nullable Throwable failure)
            throws Exception {
        Observed call = listeners.begin(ORDERS, "orders-g", messages, batch);
        call.openScope().close();
        call.end(results, failure);
    }

    private Set<String> keysOf(String name) {
        return meters.get(name).timer().getId().getTags().stream()
                .map(Tag::getKey)
                .filter(key -> !key.equals("error"))
                .collect(Collectors.toSet());
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " in " + spans.getFinishedSpanItems()));
    }

    private static Message message(Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(Map.of("KEYS", "order-17", "TAGS", "paid"));
        all.putAll(properties);
        return new StoredMessage("hello".getBytes(StandardCharsets.UTF_8), all);
    }

    private static OutgoingMessage outgoing() {
        return OutgoingMessage.of("orders", "hello".getBytes(StandardCharsets.UTF_8))
                .withProperty("mine", "kept");
    }

    private static SendReceipt receipt() {
        return new SendReceipt("sent-1", "offset-id", QUEUE, 17, SendReceipt.Durability.AS_CONFIGURED);
    }

    private static final class FakeProducer implements Producer {

        final List<OutgoingMessage> sent = new ArrayList<>();
        final CompletableFuture<SendReceipt> pending = new CompletableFuture<>();

        @Nullable
        RuntimeException failure;

        @Override
        public SendReceipt send(OutgoingMessage message) {
            if (failure != null) {
                throw failure;
            }
            sent.add(message);
            return receipt();
        }

        @Override
        public SendReceipt send(OutgoingMessage message, MessageQueue queue) {
            return send(message);
        }

        @Override
        public CompletionStage<SendReceipt> sendAsync(OutgoingMessage message) {
            sent.add(message);
            return pending;
        }

        @Override
        public CompletionStage<SendReceipt> sendAsync(OutgoingMessage message, MessageQueue queue) {
            return sendAsync(message);
        }

        @Override
        public List<MessageQueue> queues(String topic) {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
