package io.github.rocketmq.rebalance.spring.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.api.BatchMessageListener;
import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.api.Acknowledgment;
import io.github.rocketmq.rebalance.spring.api.BatchAcknowledgment;
import io.github.rocketmq.rebalance.spring.api.BatchListenerFailedException;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.RocketHeaders;
import io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler;
import io.github.rocketmq.rebalance.spring.api.RocketMessageInterceptor;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.handler.annotation.Header;

@ExtendWith(OutputCaptureExtension.class)
class BatchListenerTests {

    private static final ConsumeResult DONE = ConsumeResult.consumed();
    private static final ConsumeResult AGAIN = ConsumeResult.retry();

    private final Handlers handlers = new Handlers();
    private final Calls calls = new Calls();

    record Order(int id) {}

    static class Handlers {

        final List<Object> seen = new ArrayList<>();

        void orders(List<Order> orders) {
            seen.addAll(orders);
        }

        void messages(List<org.springframework.messaging.Message<Order>> messages) {
            messages.forEach(message -> seen.add(
                    message.getPayload() + " at " + message.getHeaders().get(RocketHeaders.QUEUE_OFFSET)));
        }

        void raw(List<Message> messages) {
            messages.forEach(message -> seen.add(message.messageId()));
        }

        void beside(List<Order> orders, List<Message> messages, @Header("tenant") List<String> tenants) {
            seen.add(orders.size() + " " + messages.size() + " " + tenants);
        }

        void failsAtOne(List<Order> orders) {
            throw new BatchListenerFailedException("the warehouse is closed", 1);
        }

        void failsBeyond(List<Order> orders) {
            throw new BatchListenerFailedException("the warehouse is closed", 7);
        }

        void fails(List<Order> orders) {
            throw new IllegalStateException("the warehouse is closed");
        }

        BatchResult decides(List<Order> orders) {
            return BatchResult.failedAt(2, ConsumeResult.retryAfter(Duration.ofSeconds(5)));
        }

        BatchResult tooFew(List<Order> orders) {
            return BatchResult.each(List.of(DONE));
        }

        CompletionStage<@Nullable Void> stage(List<Order> orders) {
            seen.addAll(orders);
            return CompletableFuture.runAsync(() -> {});
        }

        void upTo(List<Order> orders, BatchAcknowledgment acknowledgment) {
            acknowledgment.acknowledge(0);
            acknowledgment.acknowledge(1);
        }

        void upToThenFails(List<Order> orders, BatchAcknowledgment acknowledgment) {
            acknowledgment.acknowledge(0);
            throw new IllegalStateException("the warehouse is closed");
        }

        void tooFar(List<Order> orders, BatchAcknowledgment acknowledgment) {
            assertThatThrownBy(() -> acknowledgment.acknowledge(orders.size()))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            acknowledgment.acknowledge();
        }

        void mixed(List<Order> orders, BatchAcknowledgment acknowledgment) {
            acknowledgment.acknowledge(0);
            acknowledgment.deadLetter("broken");
            acknowledgment.retry();
        }

        void nothing(List<Order> orders, Acknowledgment acknowledgment) {}

        final CompletableFuture<@Nullable Void> unfinished = new CompletableFuture<>();

        CompletionStage<@Nullable Void> never(List<Order> orders) {
            Thread.currentThread().interrupt();
            return unfinished;
        }

        void interrupted(List<Order> orders) throws InterruptedException {
            throw new InterruptedException("stopped");
        }
    }

    @Test
    void givesPayloadsMessagesAndRawMessagesAsLists() throws Exception {
        deliver("orders", "{\"id\":1}", "{\"id\":2}");
        deliver("messages", "{\"id\":3}");
        deliver("raw", "{not json");

        assertThat(handlers.seen).containsExactly(new Order(1), new Order(2), "Order[id=3] at 17", "0A0000070001");
    }

    @Test
    void givesHeadersAndRawMessagesBesidePayloads() throws Exception {
        List<Message> messages = List.of(
                message("{\"id\":1}", Map.of("tenant", "north")), message("{\"id\":2}", Map.of("tenant", "south")));

        calls.batch(handlers, "beside").onMessages(messages);

        assertThat(handlers.seen).containsExactly("2 2 [north, south]");
    }

    @Test
    void whatCannotBeReadGoesToTheDeadLetterTopicAlone(CapturedOutput output) throws Exception {
        List<ConsumeResult> results = deliver("orders", "{\"id\":1}", "secret-4711", "{\"id\":3}");

        assertThat(results.get(0)).isEqualTo(DONE);
        assertThat(results.get(1)).isInstanceOf(ConsumeResult.DeadLetter.class);
        assertThat(results.get(2)).isEqualTo(DONE);
        assertThat(handlers.seen).containsExactly(new Order(1), new Order(3));
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(2, 0, 1, 1, 0));
        assertThat(output).contains("as " + Order.class.getTypeName()).doesNotContain("secret-4711");
    }

    @Test
    void theMethodIsNotCalledForNothing() throws Exception {
        assertThat(deliver("fails", "{not json")).hasOnlyElementsOfType(ConsumeResult.DeadLetter.class);
    }

    @Test
    void thoseBeforeTheFailedOneAreDoneAndTheRestComesAgain() throws Exception {
        assertThat(deliver("failsAtOne", "{\"id\":1}", "{\"id\":2}", "{\"id\":3}"))
                .containsExactly(DONE, AGAIN, AGAIN);
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 2, 0, 0, 0));
    }

    @Test
    void theFailedIndexCountsInTheListThatTheMethodGot() throws Exception {
        List<ConsumeResult> results = deliver("failsAtOne", "{not json", "{\"id\":2}", "{\"id\":3}");

        assertThat(results.get(0)).isInstanceOf(ConsumeResult.DeadLetter.class);
        assertThat(results.subList(1, 3)).containsExactly(DONE, AGAIN);
    }

    @Test
    void theErrorHandlerDecidesForTheFailedOneAndADelayHoldsForTheRest() throws Exception {
        List<ConsumeResult> answers = new ArrayList<>(
                List.of(ConsumeResult.deadLetter("broken"), ConsumeResult.retryAfter(Duration.ofSeconds(9))));
        calls.with("errors", (RocketListenerErrorHandler) failure -> answers.remove(0));

        assertThat(deliver("failsAtOne", "{\"id\":1}", "{\"id\":2}", "{\"id\":3}"))
                .containsExactly(DONE, ConsumeResult.deadLetter("broken"), AGAIN);
        assertThat(deliver("failsAtOne", "{\"id\":1}", "{\"id\":2}", "{\"id\":3}"))
                .containsExactly(
                        DONE,
                        ConsumeResult.retryAfter(Duration.ofSeconds(9)),
                        ConsumeResult.retryAfter(Duration.ofSeconds(9)));
    }

    @Test
    void aFailureWithoutAnIndexIsTheFailureOfAll() throws Exception {
        assertThat(deliver("fails", "{\"id\":1}", "{\"id\":2}")).containsExactly(AGAIN, AGAIN);
        assertThat(deliver("failsBeyond", "{\"id\":1}", "{\"id\":2}")).containsExactly(AGAIN, AGAIN);
        assertThat(deliver("tooFew", "{\"id\":1}", "{\"id\":2}")).containsExactly(AGAIN, AGAIN);
    }

    @Test
    void returnsWhatTheMethodDecides() throws Exception {
        ConsumeResult later = ConsumeResult.retryAfter(Duration.ofSeconds(5));

        assertThat(deliver("decides", "{\"id\":1}", "{\"id\":2}", "{\"id\":3}")).containsExactly(DONE, DONE, later);
    }

    @Test
    void waitsForAStage() throws Exception {
        assertThat(deliver("stage", "{\"id\":1}")).containsExactly(DONE);
    }

    @Test
    void whatIsAcknowledgedIsDoneAndTheRestComesAgain() throws Exception {
        assertThat(deliverManually("upTo", "{\"id\":1}", "{\"id\":2}", "{\"id\":3}"))
                .containsExactly(DONE, DONE, AGAIN);
        assertThat(deliverManually("nothing", "{\"id\":1}")).containsExactly(AGAIN);
        assertThat(deliverManually("tooFar", "{\"id\":1}")).containsExactly(DONE);
    }

    @Test
    void whatWasAcknowledgedBeforeAFailureStaysDone() throws Exception {
        assertThat(deliverManually("upToThenFails", "{\"id\":1}", "{\"id\":2}")).containsExactly(DONE, AGAIN);
    }

    @Test
    void theFirstWordOnAMessageOfABatchCounts(CapturedOutput output) throws Exception {
        assertThat(deliverManually("mixed", "{\"id\":1}", "{\"id\":2}"))
                .containsExactly(DONE, ConsumeResult.deadLetter("broken"));
        assertThat(output).contains("settled messages of a batch that were settled already");
    }

    private List<ConsumeResult> deliver(String method, String... bodies) throws Exception {
        return deliver(calls.batch(handlers, method), bodies);
    }

    private List<ConsumeResult> deliverManually(String method, String... bodies) throws Exception {
        return deliver(calls.batch(handlers, method, AckMode.MANUAL), bodies);
    }

    private static List<ConsumeResult> deliver(BatchMessageListener listener, String... bodies) throws Exception {
        BatchResult result = listener.onMessages(
                Arrays.stream(bodies).map(body -> message(body, Map.of())).toList());
        return IntStream.range(0, bodies.length).mapToObj(result::of).toList();
    }

    private static Message message(String body, Map<String, String> properties) {
        return new StoredMessage(body.getBytes(StandardCharsets.UTF_8), properties);
    }

    @Test
    void inOrderNothingBehindAMessageThatComesAgainIsDelivered() throws Exception {
        calls.with("busy", failingAt("{\"id\":2}"));

        assertThat(deliver(ordered("orders"), "{\"id\":1}", "{\"id\":2}", "{\"id\":3}", "{\"id\":4}"))
                .containsExactly(DONE, AGAIN, AGAIN, AGAIN);
        assertThat(handlers.seen).containsExactly(new Order(1));
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 3, 0, 0, 0));
    }

    @Test
    void inOrderTheDelayOfTheFirstMessageThatComesAgainHoldsForTheRest() throws Exception {
        ConsumeResult later = ConsumeResult.retryAfter(Duration.ofSeconds(9));
        calls.with("busy", failingAt("{\"id\":1}")).with("errors", (RocketListenerErrorHandler) failure -> later);

        assertThat(deliver(ordered("orders"), "{\"id\":1}", "{\"id\":2}")).containsExactly(later, later);
        assertThat(handlers.seen).isEmpty();
    }

    @Test
    void inOrderWhatCannotBeReadHoldsUpNothing() throws Exception {
        assertThat(deliver(ordered("orders"), "{not json", "{\"id\":2}").get(1)).isEqualTo(DONE);
        assertThat(handlers.seen).containsExactly(new Order(2));
    }

    @Test
    void concurrentlyTheOthersAreDeliveredThoughOneComesAgain() throws Exception {
        calls.with("busy", failingAt("{\"id\":1}"));

        assertThat(deliver("orders", "{\"id\":1}", "{\"id\":2}")).containsExactly(AGAIN, DONE);
        assertThat(handlers.seen).containsExactly(new Order(2));
    }

    @Test
    void workThatIsNotWaitedForAnyMoreIsCancelled() throws Exception {
        assertThat(deliver("never", "{\"id\":1}")).containsExactly(AGAIN);

        assertThat(handlers.unfinished).isCancelled();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void anInterruptEndsOneBatchOnly() throws Exception {
        List<Boolean> interrupted = new ArrayList<>();
        calls.with("errors", (RocketListenerErrorHandler) failure -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            return AGAIN;
        });

        assertThat(deliver("interrupted", "{\"id\":1}")).containsExactly(AGAIN);
        assertThat(interrupted).containsExactly(true);
        assertThat(Thread.interrupted()).isFalse();
    }

    private BatchMessageListener ordered(String method) {
        InvocationSettings settings = new InvocationSettings(true, AckMode.AUTO, "", "").in(ConsumeMode.ORDERLY);
        return ((ListenerForm.Batch) calls.form(Calls.handler(handlers, method), settings)).listener();
    }

    private static RocketMessageInterceptor failingAt(String body) {
        return new RocketMessageInterceptor() {
            @Override
            public @Nullable Message before(Message message, ListenerIdentity listener) {
                if (new String(message.body(), StandardCharsets.UTF_8).equals(body)) {
                    throw new IllegalStateException("the database is busy");
                }
                return message;
            }
        };
    }
}
