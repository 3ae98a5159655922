package io.github.rocketmq.rebalance.spring.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.api.Acknowledgment;
import io.github.rocketmq.rebalance.spring.api.BatchAcknowledgment;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@ExtendWith(OutputCaptureExtension.class)
class ListenerAnswersTests {

    private final Handlers handlers = new Handlers();
    private final Calls calls = new Calls();

    static class Handlers {

        final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        final CompletableFuture<ConsumeResult> answer = new CompletableFuture<>();
        final List<Acknowledgment> acknowledgments = new ArrayList<>();

        CompletionStage<@Nullable Void> stage(String text) {
            return done;
        }

        CompletableFuture<ConsumeResult> answer(String text) {
            return answer;
        }

        Mono<Void> mono(String text) {
            return Mono.fromFuture(done).then();
        }

        Mono<ConsumeResult> monoAnswer(String text) {
            return Mono.fromFuture(answer);
        }

        void manual(String text, Acknowledgment acknowledgment) {
            acknowledgments.add(acknowledgment);
        }

        void manualAtOnce(String text, Acknowledgment acknowledgment) {
            acknowledgment.retry(Duration.ofSeconds(5));
            throw new IllegalStateException("too late to matter");
        }

        void manualFails(String text, Acknowledgment acknowledgment) {
            throw new IllegalStateException("the warehouse is closed");
        }

        CompletionStage<@Nullable Void> manualStage(String text, Acknowledgment acknowledgment) {
            acknowledgments.add(acknowledgment);
            return done;
        }

        CompletionStage<String> wrongStage(String text) {
            return CompletableFuture.completedFuture(text);
        }

        Mono<String> wrongMono(String text) {
            return Mono.just(text);
        }

        Flux<ConsumeResult> flux(String text) {
            return Flux.empty();
        }

        ConsumeResult twoAnswers(String text, Acknowledgment acknowledgment) {
            return ConsumeResult.consumed();
        }

        void batchAcknowledgment(String text, BatchAcknowledgment acknowledgment) {}

        io.github.rocketmq.rebalance.api.BatchResult batchResult(String text) {
            return io.github.rocketmq.rebalance.api.BatchResult.consumed();
        }

        void suspended(String text, kotlin.coroutines.Continuation<Object> continuation) {}

        void noAcknowledgment(String text) {}

        void rawList(List<io.github.rocketmq.rebalance.model.Message> messages) {}

        void springList(List<org.springframework.messaging.Message<String>> messages) {}

        void interrupted(String text) throws InterruptedException {
            throw new InterruptedException("stopped");
        }

        CompletionStage<@Nullable Void> interruptedStage(String text) throws InterruptedException {
            throw new InterruptedException("stopped");
        }
    }

    @ParameterizedTest
    @CsvSource({"stage", "mono"})
    void aMessageIsDoneWhenItsStageOrMonoIs(String method) throws Exception {
        CompletableFuture<ConsumeResult> result = deliver(method);
        assertThat(result).isNotDone();
        assertThat(calls.counters().snapshot().consumed()).isZero();

        handlers.done.complete(null);

        assertThat(result).isCompletedWithValue(ConsumeResult.consumed());
        assertThat(calls.counters().snapshot().consumed()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"answer", "monoAnswer"})
    void aStageOrMonoMayDecide(String method) throws Exception {
        CompletableFuture<ConsumeResult> result = deliver(method);

        handlers.answer.complete(ConsumeResult.deadLetter("no such order"));

        assertThat(result).isCompletedWithValue(ConsumeResult.deadLetter("no such order"));
    }

    @ParameterizedTest
    @CsvSource({"stage", "mono"})
    void aFailedStageOrMonoIsARetryThatIsLoggedWithItsCause(String method, CapturedOutput output) throws Exception {
        CompletableFuture<ConsumeResult> result = deliver(method);

        handlers.done.completeExceptionally(new IllegalStateException("the warehouse is closed"));

        assertThat(result).isCompletedWithValue(ConsumeResult.retry());
        assertThat(output)
                .contains("Listener 'orders' failed on message 0A0000070001")
                .contains("IllegalStateException: the warehouse is closed")
                .doesNotContain("CompletionException");
    }

    @Test
    void anUnacknowledgedMessageStaysInFlightUntilItIsSettledOnce(CapturedOutput output) throws Exception {
        CompletableFuture<ConsumeResult> result = deliverManually("manual");
        assertThat(result).isNotDone();

        handlers.acknowledgments.get(0).acknowledge();
        handlers.acknowledgments.get(0).deadLetter("too late");

        assertThat(result).isCompletedWithValue(ConsumeResult.consumed());
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 0, 0, 0, 0));
        assertThat(output).contains("Listener 'orders' settled message 0A0000070001 a second time, as DeadLetter");
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void anAcknowledgmentMayAskForMoreThanDone(int call) throws Exception {
        CompletableFuture<ConsumeResult> result = deliverManually("manual");
        Acknowledgment acknowledgment = handlers.acknowledgments.get(0);

        switch (call) {
            case 1 -> acknowledgment.retry();
            case 2 -> acknowledgment.retry(Duration.ofMinutes(1));
            default -> acknowledgment.deadLetter("broken");
        }

        assertThat(result)
                .isCompletedWithValue(
                        switch (call) {
                            case 1 -> ConsumeResult.retry();
                            case 2 -> ConsumeResult.retryAfter(Duration.ofMinutes(1));
                            default -> ConsumeResult.deadLetter("broken");
                        });
    }

    @Test
    void whatIsThrownAfterSettlingChangesNothing(CapturedOutput output) throws Exception {
        CompletableFuture<ConsumeResult> result = deliverManually("manualAtOnce");

        assertThat(result).isCompletedWithValue(ConsumeResult.retryAfter(Duration.ofSeconds(5)));
        assertThat(output).contains("failed on message 0A0000070001 after it had settled it");
    }

    @Test
    void whatIsThrownBeforeSettlingIsDecidedByTheErrorHandler() throws Exception {
        assertThat(deliverManually("manualFails")).isCompletedWithValue(ConsumeResult.retry());
    }

    @Test
    void aStageBesideAnAcknowledgmentOnlyTellsOfFailures() throws Exception {
        CompletableFuture<ConsumeResult> result = deliverManually("manualStage");
        handlers.done.complete(null);
        assertThat(result).isNotDone();

        handlers.acknowledgments.get(0).acknowledge();
        assertThat(result).isCompletedWithValue(ConsumeResult.consumed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrongStage          | AUTO   | false | returns java.util.concurrent.CompletionStage<java.lang.String>",
                "wrongMono           | AUTO   | false | returns reactor.core.publisher.Mono<java.lang.String>",
                "flux                | AUTO   | false | returns reactor.core.publisher.Flux",
                "manual              | AUTO   | false | takes an Acknowledgment, but its ack-mode is auto",
                "noAcknowledgment    | MANUAL | false | takes no Acknowledgment, but its ack-mode is manual",
                "twoAnswers          | MANUAL | false | returns ConsumeResult, but its ack-mode is manual",
                "batchAcknowledgment | MANUAL | false | takes a BatchAcknowledgment, but gets one message at a time",
                "batchResult         | AUTO   | false | returns a BatchResult, but gets one message at a time",
                "stage               | AUTO   | true  | takes java.lang.String, but batch.enabled=true gives it lists",
                "suspended           | AUTO   | false | is a suspending function"
            })
    void refusesMethodsThatDoNotFitTheirSettings(String method, AckMode mode, boolean batch, String problem) {
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(
                        () -> calls.form(Calls.handler(handlers, method), new InvocationSettings(batch, mode, "", "")))
                .withMessageContaining("Handlers." + method + "(String")
                .withMessageContaining(problem)
                .satisfies(failure -> assertThat(failure.remedy()).isNotBlank());
    }

    private CompletableFuture<ConsumeResult> deliver(String method) throws Exception {
        return calls.async(handlers, method)
                .onMessage(StoredMessage.of("hello"))
                .toCompletableFuture();
    }

    private CompletableFuture<ConsumeResult> deliverManually(String method) throws Exception {
        return calls.manual(handlers, method)
                .onMessage(StoredMessage.of("hello"))
                .toCompletableFuture();
    }

    @ParameterizedTest
    @CsvSource({"rawList", "springList"})
    void refusesListsOfMessagesWithoutBatches(String method) {
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> calls.form(Calls.handler(handlers, method), InvocationSettings.DEFAULT))
                .withMessageContaining("Handlers." + method + "(List)")
                .withMessageContaining("takes a list of messages, but gets one message at a time")
                .satisfies(failure -> assertThat(failure.remedy()).contains("batch = \"true\""));
    }

    @Test
    void anInterruptEndsOneCallOnlyAndItsErrorHandlerFindsIt() throws Exception {
        List<Boolean> interrupted = rememberingInterrupts();

        calls.single(handlers, "interrupted").onMessage(StoredMessage.of("hello"));
        assertThat(Thread.interrupted()).isFalse();
        assertThat(deliver("interruptedStage")).isCompletedWithValue(ConsumeResult.retry());
        assertThat(Thread.interrupted()).isFalse();

        assertThat(interrupted).containsExactly(true, true);
    }

    @Test
    void anInterruptOfAStageIsNotThatOfTheThreadThatTellsIt() throws Exception {
        List<Boolean> interrupted = rememberingInterrupts();
        CompletableFuture<ConsumeResult> result = deliver("stage");

        handlers.done.completeExceptionally(new InterruptedException("stopped"));

        assertThat(result).isCompletedWithValue(ConsumeResult.retry());
        assertThat(interrupted).containsExactly(false);
        assertThat(Thread.interrupted()).isFalse();
    }

    private List<Boolean> rememberingInterrupts() {
        List<Boolean> interrupted = new ArrayList<>();
        calls.with("errors", (io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler) failure -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            return ConsumeResult.retry();
        });
        return interrupted;
    }
}
