package io.github.rocketmq.rebalance.spring.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageView;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.ListenerObserver;
import io.github.rocketmq.rebalance.spring.api.RocketMessageFilter;
import io.github.rocketmq.rebalance.spring.api.RocketMessageInterceptor;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.Ordered;

/** Interceptors, filters and observers. */
@ExtendWith(OutputCaptureExtension.class)
class ListenerSurroundingsTests {

    private final List<String> steps = new ArrayList<>();
    private final Handlers handlers = new Handlers();
    private final Calls calls = new Calls();

    class Handlers {

        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

        void text(String text) {
            steps.add("call " + text);
        }

        void fails(String text) {
            throw new IllegalStateException("closed");
        }

        void number(int number) {}

        void numbers(List<Integer> numbers) {}

        CompletionStage<@Nullable Void> stage(String text) {
            steps.add("call " + text);
            return done;
        }

        void batch(List<String> texts) {
            steps.add("call " + texts);
        }
    }

    class Recording implements RocketMessageInterceptor, Ordered {

        private final String name;
        private final int order;

        Recording(String name, int order) {
            this.name = name;
            this.order = order;
        }

        @Override
        public int getOrder() {
            return order;
        }

        @Override
        public @Nullable Message before(Message message, ListenerIdentity listener) {
            steps.add(name + " before " + listener.id());
            return message;
        }

        @Override
        public void success(Message message, ListenerIdentity listener, ConsumeResult result) {
            steps.add(name + " success");
        }

        @Override
        public void failure(Message message, ListenerIdentity listener, Throwable failure) {
            steps.add(name + " failure " + failure.getClass().getSimpleName());
        }

        @Override
        public void after(Message message, ListenerIdentity listener) {
            steps.add(name + " after");
        }
    }

    class RecordingObserver implements ListenerObserver {

        @Override
        public Observed begin(ListenerIdentity listener, String group, List<Message> messages, boolean batch) {
            steps.add("begin " + listener.id() + " " + group + " " + messages.size() + " " + batch);
            return new Observed() {
                @Override
                public AutoCloseable openScope() {
                    steps.add("open");
                    return () -> steps.add("close");
                }

                @Override
                public void end(List<ConsumeResult> results, @Nullable Throwable failure) {
                    steps.add("end " + results.size() + " "
                            + (failure == null ? "well" : failure.getClass().getSimpleName()));
                }
            };
        }
    }

    @Test
    void interceptorsStandAroundTheCallInOrder() throws Exception {
        calls.with("inner", new Recording("inner", 2)).with("outer", new Recording("outer", 1));

        calls.single(handlers, "text").onMessage(StoredMessage.of("a"));

        assertThat(steps)
                .containsExactly(
                        "outer before orders",
                        "inner before orders",
                        "call a",
                        "inner success",
                        "outer success",
                        "inner after",
                        "outer after");
    }

    @Test
    void interceptorsLearnOfFailuresAsTheApplicationKnowsThem() throws Exception {
        calls.with("one", new Recording("one", 1));

        calls.single(handlers, "fails").onMessage(StoredMessage.of("a"));
        calls.single(handlers, "number").onMessage(StoredMessage.of("a"));

        assertThat(steps).contains("one failure IllegalStateException", "one failure MessageConversionException");
    }

    @Test
    void anInterceptorMayChangeOrSkipAMessage() throws Exception {
        calls.with("changing", new RocketMessageInterceptor() {
            @Override
            public @Nullable Message before(Message message, ListenerIdentity listener) {
                String text = new String(message.body(), StandardCharsets.UTF_8);
                return text.equals("skip")
                        ? null
                        : new MessageView(message) {
                            @Override
                            public byte[] body() {
                                return text.toUpperCase(java.util.Locale.ROOT).getBytes(StandardCharsets.UTF_8);
                            }
                        };
            }
        });

        assertThat(calls.single(handlers, "text").onMessage(StoredMessage.of("skip")))
                .isEqualTo(ConsumeResult.consumed());
        calls.single(handlers, "text").onMessage(StoredMessage.of("shout"));

        assertThat(steps).containsExactly("call SHOUT");
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 0, 0, 0, 1));
    }

    @Test
    void anInterceptorThatFailsBeforeTheCallIsAFailureAndBehindItIsNone(CapturedOutput output) throws Exception {
        calls.with("broken", new RocketMessageInterceptor() {
            @Override
            public @Nullable Message before(Message message, ListenerIdentity listener) {
                if (new String(message.body(), StandardCharsets.UTF_8).equals("x")) {
                    throw new IllegalStateException("broken before");
                }
                return message;
            }

            @Override
            public void success(Message message, ListenerIdentity listener, ConsumeResult result) {
                throw new IllegalStateException("broken behind");
            }
        });

        assertThat(calls.single(handlers, "text").onMessage(StoredMessage.of("x")))
                .isEqualTo(ConsumeResult.retry());
        assertThat(calls.single(handlers, "text").onMessage(StoredMessage.of("a")))
                .isEqualTo(ConsumeResult.consumed());
        assertThat(output).contains("broken before").contains("failed behind the call; that changes nothing");
    }

    @Test
    void whatAFilterDoesNotAcceptIsAcknowledgedAndCounted() throws Exception {
        calls.with("short", (RocketMessageFilter) message -> message.body().length < 3);
        InvocationSettings filtered = new InvocationSettings(false, AckMode.AUTO, "", "short");
        ListenerForm.Single form = (ListenerForm.Single) calls.form(Calls.handler(handlers, "text"), filtered);

        assertThat(form.listener().onMessage(StoredMessage.of("long"))).isEqualTo(ConsumeResult.consumed());
        form.listener().onMessage(StoredMessage.of("ok"));

        assertThat(steps).containsExactly("call ok");
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 0, 0, 0, 1));
    }

    @Test
    void aFilterThinsOutABatch() throws Exception {
        calls.with("short", (RocketMessageFilter) message -> message.body().length < 3)
                .with("one", new Recording("one", 1));
        InvocationSettings filtered = new InvocationSettings(true, AckMode.AUTO, "", "short");
        ListenerForm.Batch form = (ListenerForm.Batch) calls.form(Calls.handler(handlers, "batch"), filtered);

        form.listener().onMessages(List.of(StoredMessage.of("a"), StoredMessage.of("long"), StoredMessage.of("b")));

        assertThat(steps).contains("call [a, b]");
        assertThat(steps.stream().filter("one success"::equals)).hasSize(2);
        assertThat(steps.stream().filter("one after"::equals)).hasSize(3);
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(2, 0, 0, 0, 1));
    }

    @Test
    void observersSeeACallFromItsBeginToItsEnd() throws Exception {
        calls.with("observer", new RecordingObserver());

        calls.single(handlers, "text").onMessage(StoredMessage.of("a"));

        assertThat(steps).containsExactly("begin orders orders-g 1 false", "open", "call a", "close", "end 1 well");
    }

    @Test
    void observersSeeFailuresEvenWhereTheErrorHandlerSkipsThem() throws Exception {
        calls.with("observer", new RecordingObserver());

        calls.single(handlers, "number").onMessage(StoredMessage.of("a"));

        assertThat(steps).endsWith("end 1 MessageConversionException");
    }

    @Test
    void observersSeeTheEndOfAnAsynchronousCallWhenItIsSettled() throws Exception {
        calls.with("observer", new RecordingObserver());

        calls.async(handlers, "stage").onMessage(StoredMessage.of("a"));
        assertThat(steps).containsExactly("begin orders orders-g 1 false", "open", "call a", "close");

        handlers.done.complete(null);
        assertThat(steps).endsWith("close", "end 1 well");
    }

    @Test
    void observersSeeABatchAsOneCall() throws Exception {
        calls.with("observer", new RecordingObserver());

        calls.batch(handlers, "batch").onMessages(List.of(StoredMessage.of("a"), StoredMessage.of("b")));

        assertThat(steps).containsExactly("begin orders orders-g 2 true", "open", "call [a, b]", "close", "end 2 well");
    }

    @Test
    void anObserverThatFailsHarmsNothing(CapturedOutput output) throws Exception {
        calls.with("observer", (ListenerObserver) (listener, group, messages, batch) -> {
            throw new IllegalStateException("broken observer");
        });

        assertThat(calls.single(handlers, "text").onMessage(StoredMessage.of("a")))
                .isEqualTo(ConsumeResult.consumed());
        assertThat(output).contains("An observer of listener 'orders' failed").contains("broken observer");
    }

    /** Throws an error wherever it is asked, but for the beginning. */
    private static final class Broken implements RocketMessageInterceptor, ListenerObserver, ListenerObserver.Observed {

        @Override
        public void success(Message message, ListenerIdentity listener, ConsumeResult result) {
            throw new AssertionError("broken success");
        }

        @Override
        public void failure(Message message, ListenerIdentity listener, Throwable failure) {
            throw new AssertionError("broken failure");
        }

        @Override
        public void after(Message message, ListenerIdentity listener) {
            throw new AssertionError("broken after");
        }

        @Override
        public Observed begin(ListenerIdentity listener, String group, List<Message> messages, boolean batch) {
            return this;
        }

        @Override
        public AutoCloseable openScope() {
            return () -> {
                throw new AssertionError("broken close");
            };
        }

        @Override
        public void end(List<ConsumeResult> results, @Nullable Throwable failure) {
            throw new AssertionError("broken end");
        }
    }

    @Test
    void evenErrorsOfInterceptorsObserversAndHandlersBehindTheCallChangeNothing() throws Exception {
        calls.with("one", new Recording("one", 1))
                .with("observer", new RecordingObserver())
                .with("broken", new Broken())
                .with("errors", (io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler) failure -> {
                    throw new AssertionError("broken handler");
                });

        assertThat(calls.single(handlers, "text").onMessage(StoredMessage.of("a")))
                .isEqualTo(ConsumeResult.consumed());
        assertEnded();
        assertThat(calls.single(handlers, "fails").onMessage(StoredMessage.of("a")))
                .isEqualTo(ConsumeResult.retry());
        assertEnded();
        assertThat(calls.batch(handlers, "batch")
                        .onMessages(List.of(StoredMessage.of("a")))
                        .of(0))
                .isEqualTo(ConsumeResult.consumed());
        assertEnded();
        handlers.done.complete(null);
        assertThat(calls.async(handlers, "stage").onMessage(StoredMessage.of("a")))
                .isCompletedWithValue(ConsumeResult.consumed());
        assertEnded();
    }

    private void assertEnded() {
        assertThat(steps).contains("one after", "close").anyMatch(step -> step.startsWith("end 1 "));
        steps.clear();
    }

    @Test
    void anErrorOfAFilterIsAFailureOfTheMessageAlone() throws Exception {
        calls.with("observer", new RecordingObserver()).with("broken", (RocketMessageFilter) message -> {
            throw new AssertionError("broken filter");
        });
        InvocationSettings filtered = new InvocationSettings(false, AckMode.AUTO, "", "broken");
        ListenerForm.Single form = (ListenerForm.Single) calls.form(Calls.handler(handlers, "text"), filtered);

        assertThat(form.listener().onMessage(StoredMessage.of("a"))).isEqualTo(ConsumeResult.retry());
        assertThat(steps).contains("close").endsWith("end 1 AssertionError");
    }

    @Test
    void observersGetNoWordOfAPayloadThatCannotBeRead() throws Exception {
        List<Throwable> seen = new ArrayList<>();
        calls.with(
                "observer", (ListenerObserver) (listener, group, messages, batch) -> new ListenerObserver.Observed() {
                    @Override
                    public AutoCloseable openScope() {
                        return () -> {};
                    }

                    @Override
                    public void end(List<ConsumeResult> results, @Nullable Throwable failure) {
                        seen.add(java.util.Objects.requireNonNull(failure));
                    }
                });

        calls.single(handlers, "number").onMessage(StoredMessage.of("secret-4711"));
        calls.batch(handlers, "numbers").onMessages(List.of(StoredMessage.of("secret-4711")));

        assertThat(seen).hasSize(2).allSatisfy(failure -> assertThat(failure)
                .hasNoCause()
                .hasMessageStartingWith("payload cannot be read as ")
                .satisfies(told -> assertThat(org.assertj.core.util.Throwables.getStackTrace(told))
                        .doesNotContain("4711")));
    }
}
