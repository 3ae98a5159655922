package io.github.rocketmq.rebalance.spring.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketHeaders;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ListenerAdapterTest {

    private static final String ORDER = "{\"id\":17,\"placedAt\":\"2026-01-31T08:00:00Z\",\"lines\":[\"tea\"]}";

    private final Handlers handlers = new Handlers();
    private final Calls calls = new Calls();
    private final ListenerCounters counters = calls.counters();

    record Order(long id, Instant placedAt, List<String> lines) {}

    static class Handlers {

        final List<Object> seen = new ArrayList<>();

        void record(Order order) {
            seen.add(order);
        }

        void generics(List<Order> orders) {
            seen.addAll(orders);
        }

        void map(Map<String, Integer> amounts) {
            seen.add(amounts);
        }

        void time(Instant time) {
            seen.add(time);
        }

        void text(String text) {
            seen.add(text);
        }

        void bytes(byte[] bytes) {
            seen.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }

        void raw(Message message) {
            seen.add(message.queue());
        }

        void payloadAndRaw(Order order, Message message) {
            seen.add(order.id() + " from " + message.queue());
        }

        void springMessage(org.springframework.messaging.Message<Order> message) {
            seen.add(message.getPayload());
            seen.add(message.getHeaders());
        }

        void fails(Order order) {
            throw new IllegalStateException("the warehouse is closed");
        }

        ConsumeResult decides(Order order) {
            return ConsumeResult.retryAfter(Duration.ofMinutes(1));
        }

        void primitive(int number) {
            seen.add(number);
        }

        void nothing() {}

        void twoPayloads(Order order, String text) {}

        String answers(Order order) {
            return "thanks";
        }
    }

    static class OrderListener implements RocketListener<List<Order>> {

        List<Order> seen = List.of();

        @Override
        public void onMessage(List<Order> message) {
            seen = message;
        }
    }

    @Test
    void readsRecordsWithJavaTime() {
        assertThat(deliver("record", ORDER)).isEqualTo(ConsumeResult.consumed());

        assertThat(handlers.seen).containsExactly(new Order(17, Instant.parse("2026-01-31T08:00:00Z"), List.of("tea")));
        assertThat(counters.snapshot()).isEqualTo(new ListenerCounts(1, 0, 0, 0, 0));
    }

    @Test
    void readsTheElementTypeOfGenerics() {
        deliver("generics", "[" + ORDER + "," + ORDER + "]");

        assertThat(handlers.seen).hasSize(2).allMatch(Order.class::isInstance);
    }

    @Test
    void readsBareJsonValues() {
        deliver("time", "\"2026-01-31T08:00:00Z\"");
        deliver("primitive", "42");

        assertThat(handlers.seen).containsExactly(Instant.parse("2026-01-31T08:00:00Z"), 42);
    }

    @Test
    void givesTextAndBytesAsTheyAre() {
        deliver("text", "grüß {not json");
        deliver("bytes", "{not json");

        assertThat(handlers.seen).containsExactly("grüß {not json", "{not json");
    }

    @Test
    void givesTheRawViewAloneOrBesideThePayload() {
        deliver("raw", "{not json");
        deliver("payloadAndRaw", ORDER);

        assertThat(handlers.seen.get(0)).hasToString("orders/broker-a/3");
        assertThat(handlers.seen.get(1)).isEqualTo("17 from orders/broker-a/3");
    }

    @Test
    void givesSpringMessagesWithHeaders() {
        StoredMessage message = new StoredMessage(
                ORDER.getBytes(StandardCharsets.UTF_8), Map.of("TAGS", "paid", "tenant", "north", "id", "own"));

        adapter("springMessage").onMessage(message);

        assertThat(handlers.seen.get(0)).isInstanceOf(Order.class);
        assertThat((Map<?, ?>) handlers.seen.get(1))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("tenant", "north")
                .containsEntry(RocketHeaders.TAGS, "paid")
                .containsEntry(RocketHeaders.QUEUE_ID, 3)
                .containsEntry(RocketHeaders.RECONSUME_TIMES, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"secret-4711\"}", "secret-4711", "[\"secret-4711\"]", "", "null"})
    void deadLettersWhatItCannotReadAndNeverLogsThePayload(String body, CapturedOutput output) {
        ConsumeResult result = deliver("record", body);

        assertThat(result).isInstanceOf(ConsumeResult.DeadLetter.class);
        assertThat(handlers.seen).isEmpty();
        assertThat(counters.snapshot()).isEqualTo(new ListenerCounts(0, 0, 1, 1, 0));
        assertThat(output)
                .contains("ERROR")
                .contains("Listener 'orders' cannot read message 0A0000070001 of topic orders")
                .contains(Order.class.getName())
                .doesNotContain("secret-4711");
        assertThat(result.toString()).doesNotContain("secret-4711");
    }

    @Test
    void namesThePlaceButNoMapKeyOfUnreadableJson(CapturedOutput output) {
        deliver("generics", "[" + ORDER + ",{\"id\":\"x\"}]");
        deliver("map", "{\"secret-key\":\"x\"}");

        assertThat(output).contains("[1].id").contains("[*]").doesNotContain("secret-key");
    }

    @Test
    void deadLettersTextThatIsNotUtf8() {
        ConsumeResult result = adapter("text").onMessage(new StoredMessage(new byte[] {(byte) 0xff}, Map.of()));

        assertThat(result.toString()).contains("the 1 bytes are not UTF-8 text");
    }

    @Test
    void retriesAfterAnExceptionAndLogsItsCause(CapturedOutput output) {
        assertThat(deliver("fails", ORDER)).isEqualTo(ConsumeResult.retry());

        assertThat(counters.snapshot()).isEqualTo(new ListenerCounts(0, 1, 0, 0, 0));
        assertThat(output)
                .contains("WARN")
                .contains("Listener 'orders' failed on message 0A0000070001 of topic orders (orders/broker-a/3)")
                .contains("delivery 3")
                .contains("the warehouse is closed");
    }

    @Test
    void returnsWhatTheMethodDecides() {
        assertThat(deliver("decides", ORDER)).isEqualTo(ConsumeResult.retryAfter(Duration.ofMinutes(1)));
        assertThat(counters.snapshot().retried()).isEqualTo(1);
    }

    @Test
    void deadLettersWhatACustomConverterGetsWrong() {
        Calls custom =
                new Calls().with("rocketMessageConverter", (RocketMessageConverter) (message, type) -> "not an order");

        assertThat(custom.single(handlers, "record")
                        .onMessage(StoredMessage.of(ORDER))
                        .toString())
                .contains("returned java.lang.String");
    }

    @Test
    void callsClassesByTheTypeTheyImplement() {
        OrderListener listener = new OrderListener();
        calls.single(ListenerHandler.ofRocketListener(listener, OrderListener.class))
                .onMessage(StoredMessage.of("[" + ORDER + "]"));

        assertThat(listener.seen).extracting(Order::id).containsExactly(17L);
    }

    @Test
    void refusesMethodsThatCannotTakeAMessage() {
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> handler("nothing"))
                .withMessageContaining("Handlers.nothing() has no parameter");
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> handler("twoPayloads"))
                .withMessageContaining("more than one payload parameter");
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> handler("answers"))
                .withMessageContaining("returns java.lang.String");
    }

    @Test
    void refusesLambdasThatHideTheirPayloadType() {
        RocketListener<Order> lambda = message -> {};

        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> ListenerHandler.ofRocketListener(lambda, lambda.getClass()))
                .withMessageContaining("without saying of what");
    }

    private ConsumeResult deliver(String method, String body) {
        return adapter(method).onMessage(StoredMessage.of(body));
    }

    private ListenerAdapter adapter(String method) {
        return calls.single(handlers, method);
    }

    private ListenerHandler handler(String name) {
        return Calls.handler(handlers, name);
    }
}
