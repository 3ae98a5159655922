package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.rocketmq.rebalance.api.BatchMessageListener;
import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import io.github.rocketmq.rebalance.spring.listener.ListenerRouter.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListenerRouterTest {

    private static final Message PAID = StoredMessage.of("orders", "paid");
    private static final Message SHIPPED = StoredMessage.of("orders", "shipped");
    private static final Message UNKNOWN = StoredMessage.of("orders", "unknown");

    private final ListenerRouter router = new ListenerRouter("shop");
    private final List<String> calls = new ArrayList<>();

    @Test
    void eachListenerGetsItsOwnMessages() throws Exception {
        use(listening("paid", single("paying")), listening("shipped", single("shipping")));
        var listener = ((ListenerForm.Single) router.as(Form.SINGLE)).listener();

        assertThat(listener.onMessage(PAID)).isEqualTo(ConsumeResult.deadLetter("paying"));
        assertThat(listener.onMessage(SHIPPED)).isEqualTo(ConsumeResult.deadLetter("shipping"));
    }

    @Test
    void aListenerThatAnswersAtOnceIsCalledAmongThoseThatAnswerLater() throws Exception {
        CompletableFuture<ConsumeResult> later = new CompletableFuture<>();
        use(listening("paid", single("paying")), listening("shipped", new ListenerForm.Async(message -> later)));
        var listener = ((ListenerForm.Async) router.as(Form.ASYNC)).listener();

        assertThat(listener.onMessage(PAID)).isCompletedWithValue(ConsumeResult.deadLetter("paying"));
        var answer = listener.onMessage(SHIPPED).toCompletableFuture();
        assertThat(answer).isNotDone();
        later.complete(ConsumeResult.retry());
        assertThat(answer).isCompletedWithValue(ConsumeResult.retry());
        assertThat(listener.onMessage(UNKNOWN)).isCompletedWithValue(ConsumeResult.consumed());
    }

    @Test
    void whatAListenerThrowsReachesTheConsumer() {
        use(listening("paid", new ListenerForm.Single(message -> {
            throw new IllegalStateException("on purpose");
        })));
        var listener = ((ListenerForm.Single) router.as(Form.SINGLE)).listener();

        assertThatIllegalStateException().isThrownBy(() -> listener.onMessage(PAID));
    }

    @Test
    void aMessageThatTheSubscriptionDoesNotAskForCountsAsFiltered() throws Exception {
        use(listening("paid", single("paying")));
        var listener = ((ListenerForm.Single) router.as(Form.SINGLE)).listener();

        assertThat(listener.onMessage(SHIPPED)).isEqualTo(ConsumeResult.consumed());
    }

    @Test
    void aMessageThatSomebodyGaveBackIsNeverDroppedThoughNobodyWantsItHere() throws Exception {
        use(listening("paid", single("paying")));
        var listener = ((ListenerForm.Single) router.as(Form.SINGLE)).listener();

        assertThat(listener.onMessage(StoredMessage.of("orders", "shipped").againFor("shop")))
                .isEqualTo(ConsumeResult.retry());
        assertThat(listener.onMessage(StoredMessage.of("orders", "paid").againFor("shop")))
                .isEqualTo(ConsumeResult.deadLetter("paying"));
    }

    @Test
    void aBatchIsSplitAndEachMessageGetsItsOwnResult() throws Exception {
        use(
                listening("paid", batch("paying", messages -> BatchResult.failedAt(1))),
                listening("shipped", batch("shipping", messages -> BatchResult.consumed())));
        var listener = ((ListenerForm.Batch) router.as(Form.BATCH)).listener();

        BatchResult result = listener.onMessages(List.of(PAID, SHIPPED, PAID, UNKNOWN, SHIPPED));

        assertThat(calls).containsExactly("paying 2", "shipping 2");
        assertThat(each(result, 5))
                .containsExactly(
                        ConsumeResult.consumed(),
                        ConsumeResult.consumed(),
                        ConsumeResult.retry(),
                        ConsumeResult.consumed(),
                        ConsumeResult.consumed());
    }

    @Test
    void aListenerThatThrowsSpoilsOnlyItsPartOfABatch() throws Exception {
        use(
                listening("paid", batch("paying", messages -> {
                    throw new IllegalStateException("on purpose");
                })),
                listening("shipped", batch("shipping", messages -> BatchResult.consumed())));
        var listener = ((ListenerForm.Batch) router.as(Form.BATCH)).listener();

        assertThat(each(listener.onMessages(List.of(SHIPPED, PAID, SHIPPED)), 3))
                .containsExactly(ConsumeResult.consumed(), ConsumeResult.retry(), ConsumeResult.consumed());
    }

    @Test
    void aBatchOfOneListenerIsHandedOverAsItIs() throws Exception {
        List<Message> messages = List.of(PAID, PAID);
        use(listening("paid", new ListenerForm.Batch(given -> {
            assertThat(given).isSameAs(messages);
            return BatchResult.retry();
        })));

        assertThat(((ListenerForm.Batch) router.as(Form.BATCH)).listener().onMessages(messages))
                .isEqualTo(BatchResult.retry());
    }

    private void use(RoutedListener... listeners) {
        router.use(List.of(listeners));
    }

    private static RoutedListener listening(String tags, ListenerForm form) {
        ListenerSetup setup =
                Setups.inShop(tags).subscribe("orders", tags).form(form).build();
        return new RoutedListener(setup, form, DeliveryWatch.NONE);
    }

    /** Says by its result who was called. */
    private static ListenerForm single(String name) {
        return new ListenerForm.Single(message -> ConsumeResult.deadLetter(name));
    }

    private ListenerForm batch(String name, BatchMessageListener listener) {
        return new ListenerForm.Batch(messages -> {
            calls.add(name + " " + messages.size());
            return listener.onMessages(messages);
        });
    }

    private static List<ConsumeResult> each(BatchResult result, int count) {
        return IntStream.range(0, count).mapToObj(result::of).toList();
    }

    @Test
    void inOrderABatchIsSplitIntoRunsOfNeighbours() throws Exception {
        use(
                inOrder("paid", batch("paying", messages -> BatchResult.consumed())),
                inOrder("shipped", batch("shipping", messages -> BatchResult.consumed())));
        var listener = ((ListenerForm.Batch) router.as(Form.BATCH)).listener();

        assertThat(each(listener.onMessages(List.of(PAID, PAID, SHIPPED, UNKNOWN, PAID)), 5))
                .containsOnly(ConsumeResult.consumed());
        assertThat(calls).containsExactly("paying 2", "shipping 1", "paying 1");
    }

    @Test
    void inOrderNothingBehindARunThatIsNotConsumedIsDelivered() throws Exception {
        ConsumeResult later = ConsumeResult.retryAfter(Duration.ofSeconds(9));
        use(
                inOrder("paid", batch("paying", messages -> BatchResult.consumed())),
                inOrder("shipped", batch("shipping", messages -> BatchResult.all(later))));
        var listener = ((ListenerForm.Batch) router.as(Form.BATCH)).listener();

        assertThat(each(listener.onMessages(List.of(PAID, SHIPPED, PAID, UNKNOWN)), 4))
                .containsExactly(ConsumeResult.consumed(), later, later, later);
        assertThat(calls).containsExactly("paying 1", "shipping 1");
    }

    @Test
    void inOrderMessagesBehindADeadLetterOfAnotherListenerComeAgain() throws Exception {
        ConsumeResult buried = ConsumeResult.deadLetter("broken");
        use(
                inOrder("paid", batch("paying", messages -> BatchResult.all(buried))),
                inOrder("shipped", batch("shipping", messages -> BatchResult.consumed())));
        var listener = ((ListenerForm.Batch) router.as(Form.BATCH)).listener();

        assertThat(each(listener.onMessages(List.of(PAID, SHIPPED)), 2)).containsExactly(buried, ConsumeResult.retry());
    }

    private static RoutedListener inOrder(String tags, ListenerForm form) {
        ListenerSetup setup = Setups.inShop(tags)
                .subscribe("orders", tags)
                .options(options -> options.mode(ConsumeMode.ORDERLY))
                .form(form)
                .build();
        return new RoutedListener(setup, form, DeliveryWatch.NONE);
    }
}
