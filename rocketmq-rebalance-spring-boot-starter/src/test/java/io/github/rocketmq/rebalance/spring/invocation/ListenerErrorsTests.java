package io.github.rocketmq.rebalance.spring.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.api.DefaultRocketListenerErrorHandler;
import io.github.rocketmq.rebalance.spring.api.ListenerFailure;
import io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

@ExtendWith(OutputCaptureExtension.class)
class ListenerErrorsTests {

    private final Handlers handlers = new Handlers();
    private final Calls calls = new Calls();

    static class Handlers {

        RuntimeException failure = new IllegalStateException("the warehouse is closed");

        void fails(String text) {
            throw failure;
        }

        void number(int number) {}
    }

    @Test
    void theErrorHandlerLearnsWhatFailedWhereAndHowOften() throws Exception {
        List<ListenerFailure> failures = new ArrayList<>();
        calls.with("errors", (RocketListenerErrorHandler) failure -> {
            failures.add(failure);
            return ConsumeResult.consumed();
        });
        Message message = StoredMessage.of("hello");

        assertThat(calls.single(handlers, "fails").onMessage(message)).isEqualTo(ConsumeResult.consumed());

        assertThat(failures)
                .containsExactly(new ListenerFailure(
                        Calls.LISTENER,
                        message,
                        handlers.failure,
                        3,
                        "java.lang.IllegalStateException: the warehouse is closed"));
    }

    @Test
    void theErrorHandlerMaySkipWhatCannotBeRead(CapturedOutput output) throws Exception {
        List<Throwable> exceptions = new ArrayList<>();
        calls.with("errors", (RocketListenerErrorHandler) failure -> {
            exceptions.add(failure.exception());
            return ConsumeResult.consumed();
        });

        assertThat(calls.single(handlers, "number").onMessage(StoredMessage.of("secret-4711")))
                .isEqualTo(ConsumeResult.consumed());

        assertThat(exceptions).hasOnlyElementsOfType(MessageConversionException.class);
        assertThat(output).contains("It is skipped.").doesNotContain("4711");
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 0, 0, 1, 0));
    }

    @Test
    void anErrorHandlerThatFailsOrSaysNothingMeansARetry(CapturedOutput output) throws Exception {
        calls.with("errors", (RocketListenerErrorHandler) failure -> {
            throw new IllegalArgumentException("broken handler");
        });
        assertThat(calls.single(handlers, "fails").onMessage(StoredMessage.of("x")))
                .isEqualTo(ConsumeResult.retry());
        assertThat(output)
                .contains("The error handler of listener 'orders' failed itself")
                .contains("broken handler");
    }

    @Test
    @SuppressWarnings("NullAway") // handlers are written without our null checker
    void anErrorHandlerThatReturnsNullMeansARetry(CapturedOutput output) throws Exception {
        calls.with("errors", (RocketListenerErrorHandler) failure -> null);

        assertThat(calls.single(handlers, "fails").onMessage(StoredMessage.of("x")))
                .isEqualTo(ConsumeResult.retry());
        assertThat(output).contains("returned null, so message 0A0000070001 is delivered again");
    }

    @Test
    void aListenerMayNameItsErrorHandlerAmongSeveral() throws Exception {
        calls.with("skipping", (RocketListenerErrorHandler) failure -> ConsumeResult.consumed())
                .with("burying", (RocketListenerErrorHandler) failure -> ConsumeResult.deadLetter("buried"));

        assertThat(single(new InvocationSettings(false, AckMode.AUTO, "burying", "")))
                .isEqualTo(ConsumeResult.deadLetter("buried"));
        assertThat(single(InvocationSettings.DEFAULT)).isEqualTo(ConsumeResult.retry());
    }

    @Test
    void refusesNamesOfNoErrorHandlerAndNoFilter() {
        calls.with("burying", (RocketListenerErrorHandler) failure -> ConsumeResult.deadLetter("buried"));

        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> single(new InvocationSettings(false, AckMode.AUTO, "burrying", "")))
                .withMessageContaining("'orders' (code of orders) has error-handler=burrying")
                .withMessageContaining("[burying]");
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> single(new InvocationSettings(false, AckMode.AUTO, "", "burying")))
                .withMessageContaining("has filter=burying")
                .withMessageContaining("RocketMessageFilter");
    }

    @Test
    void failuresThatCannotPassGoToTheDeadLetterTopicAtOnce() throws Exception {
        handlers.failure = new ClassCastException("no such cast");
        assertThat(single(InvocationSettings.DEFAULT))
                .isEqualTo(ConsumeResult.deadLetter("java.lang.ClassCastException: no such cast"));

        handlers.failure = new IllegalStateException(new NoSuchMethodException("gone"));
        assertThat(single(InvocationSettings.DEFAULT)).isInstanceOf(ConsumeResult.DeadLetter.class);
    }

    @Test
    void theListOfFatalFailuresCanBeChanged() {
        DefaultRocketListenerErrorHandler handler = new DefaultRocketListenerErrorHandler();
        handler.addNotRetryableExceptions(IllegalStateException.class);

        assertThat(handler.removeNotRetryableException(ClassCastException.class))
                .isTrue();
        assertThat(handler.removeNotRetryableException(ClassCastException.class))
                .isFalse();

        assertThat(handler.onError(failure(new IllegalStateException("x"), 1)))
                .isInstanceOf(ConsumeResult.DeadLetter.class);
        assertThat(handler.onError(failure(new ClassCastException("x"), 1))).isEqualTo(ConsumeResult.retry());
    }

    @Test
    void causesThatTurnInCirclesEnd() {
        Exception first = new IllegalStateException("one");
        Exception second = new IllegalStateException("two", first);
        first.initCause(second);

        assertThat(new DefaultRocketListenerErrorHandler().onError(failure(first, 1)))
                .isEqualTo(ConsumeResult.retry());
    }

    @Test
    void theNthAttemptWaitsForTheNthInterval() {
        ExponentialBackOff backOff = new ExponentialBackOff(1000, 3);
        backOff.setMaxInterval(20_000);
        DefaultRocketListenerErrorHandler handler = new DefaultRocketListenerErrorHandler(backOff);

        assertThat(List.of(1, 2, 3, 4, 5, 1_000_000))
                .extracting(attempt -> handler.onError(failure(new IllegalStateException("x"), attempt)))
                .containsExactly(
                        ConsumeResult.retryAfter(Duration.ofSeconds(1)),
                        ConsumeResult.retryAfter(Duration.ofSeconds(3)),
                        ConsumeResult.retryAfter(Duration.ofSeconds(9)),
                        ConsumeResult.retryAfter(Duration.ofSeconds(20)),
                        ConsumeResult.retryAfter(Duration.ofSeconds(20)),
                        ConsumeResult.retryAfter(Duration.ofSeconds(20)));
    }

    @Test
    void whereTheIntervalsStopTheMessageIsGivenUp() {
        DefaultRocketListenerErrorHandler handler = new DefaultRocketListenerErrorHandler(new FixedBackOff(0, 2));

        assertThat(handler.onError(failure(new IllegalStateException("x"), 2)))
                .isEqualTo(ConsumeResult.retryAfter(Duration.ofMillis(1)));
        assertThat(handler.onError(failure(new IllegalStateException("x"), 3)))
                .isEqualTo(ConsumeResult.deadLetter("it failed 3 times, at last: summary"));
    }

    @Test
    void theBuiltInHandlerTakesItsIntervalsFromTheSettings() throws Exception {
        RetryBackOff backOff = new RetryBackOff(Duration.ofSeconds(1), 2, Duration.ofSeconds(3));

        // The message comes for the third time.
        assertThat(single(new InvocationSettings(false, AckMode.AUTO, "", "", backOff, RetryLevel.BROKERS_CHOICE)))
                .isEqualTo(ConsumeResult.retryAfter(Duration.ofSeconds(3)));
    }

    @Test
    void refusesIntervalsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryBackOff(Duration.ofHours(3), 1, Duration.ofHours(3)))
                .withMessageContaining("retry.backoff.delay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryBackOff(Duration.ofSeconds(1), 0.5, Duration.ofHours(2)))
                .withMessageContaining("retry.backoff.multiplier");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryBackOff(Duration.ofSeconds(2), 1, Duration.ofSeconds(1)))
                .withMessageContaining("retry.backoff.max-delay");
    }

    private ConsumeResult single(InvocationSettings settings) throws Exception {
        return ((ListenerForm.Single) calls.form(Calls.handler(handlers, "fails"), settings))
                .listener()
                .onMessage(StoredMessage.of("hello"));
    }

    private static ListenerFailure failure(Throwable exception, int attempt) {
        return new ListenerFailure(Calls.LISTENER, StoredMessage.of("hello"), exception, attempt, "summary");
    }
}
