package io.github.rocketmq.rebalance.spring.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.api.Acknowledgment;
import io.github.rocketmq.rebalance.spring.api.BatchAcknowledgment;
import io.github.rocketmq.rebalance.spring.api.BatchListenerFailedException;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.RocketListenerErrorHandler;
import io.github.rocketmq.rebalance.spring.api.RocketMessageInterceptor;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class RetryLevelTests {

    private static final int NEVER = -1;
    private static final ConsumeResult DONE = ConsumeResult.consumed();
    private static final ConsumeResult BURIED = ConsumeResult.deadLetter("it failed, and retry.delay-level is -1");
    private static final ConsumeResult IN_TEN_SECONDS = ConsumeResult.retryAfter(Duration.ofSeconds(10));
    private static final ConsumeResult IN_A_MINUTE = ConsumeResult.retryAfter(Duration.ofMinutes(1));
    private static final ListenerCounts ONE_RETRIED = new ListenerCounts(0, 1, 0, 0, 0);
    private static final ListenerCounts ONE_BURIED = new ListenerCounts(0, 0, 1, 0, 0);

    private final Handlers handlers = new Handlers();
    private final Calls calls = new Calls();

    static class Handlers {

        void fails(String text) {
            throw new IllegalStateException("the warehouse is closed");
        }

        ConsumeResult wantsItAgain(String text) {
            return ConsumeResult.retry();
        }

        ConsumeResult wantsItInAMinute(String text) {
            return IN_A_MINUTE;
        }

        CompletionStage<Void> failsLater(String text) {
            return CompletableFuture.failedFuture(new IllegalStateException("the warehouse is closed"));
        }

        void acknowledgesARetry(String text, Acknowledgment acknowledgment) {
            acknowledgment.retry();
        }

        void acknowledgesAMinute(String text, Acknowledgment acknowledgment) {
            acknowledgment.retry(Duration.ofMinutes(1));
        }

        void allFail(List<String> texts) {
            throw new IllegalStateException("the warehouse is closed");
        }

        void secondFails(List<String> texts) {
            throw new BatchListenerFailedException("the warehouse is closed", 1);
        }

        BatchResult answersEach(List<String> texts) {
            return BatchResult.each(List.of(DONE, ConsumeResult.retry(), IN_A_MINUTE));
        }

        void acknowledgesTheFirst(List<String> texts, BatchAcknowledgment acknowledgment) {
            acknowledgment.acknowledge(0);
        }

        void acknowledgesAMinuteThenFails(List<String> texts, BatchAcknowledgment acknowledgment) {
            acknowledgment.retry(Duration.ofMinutes(1));
            throw new IllegalStateException("the warehouse is closed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fails", "wantsItAgain", "failsLater"})
    void whatGoesToTheDeadLetterTopicByTheLevelCountsAsADeadLetter(String method) throws Exception {
        assertThat(one(method, NEVER)).isEqualTo(BURIED);
        assertThat(calls.counters().snapshot()).isEqualTo(ONE_BURIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fails", "wantsItAgain", "failsLater"})
    void whatComesAgainAfterTheDelayOfTheLevelCountsAsRetried(String method) throws Exception {
        assertThat(one(method, 3)).isEqualTo(IN_TEN_SECONDS);
        assertThat(calls.counters().snapshot()).isEqualTo(ONE_RETRIED);
    }

    @Test
    void anAcknowledgmentWithoutADelayLeavesItToTheLevel() throws Exception {
        assertThat(manual("acknowledgesARetry")).isEqualTo(BURIED);
        assertThat(calls.counters().snapshot()).isEqualTo(ONE_BURIED);
    }

    @Test
    void aDelayThatTheListenerNamesBeatsTheLevel() throws Exception {
        assertThat(one("wantsItInAMinute", NEVER)).isEqualTo(IN_A_MINUTE);
        assertThat(manual("acknowledgesAMinute")).isEqualTo(IN_A_MINUTE);
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(0, 2, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"-1", "3"})
    void theAnswerOfTheApplicationsErrorHandlerBeatsTheLevel(int level) throws Exception {
        calls.with("errors", (RocketListenerErrorHandler) failure -> ConsumeResult.retry());

        assertThat(one("fails", level)).isEqualTo(ConsumeResult.retry());
        assertThat(one("failsLater", level)).isEqualTo(ConsumeResult.retry());
        assertThat(batch("allFail", level, AckMode.AUTO)).containsOnly(ConsumeResult.retry());
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(0, 5, 0, 0, 0));
    }

    @Test
    void theBackOffBeatsTheLevel() throws Exception {
        RetryBackOff backOff = new RetryBackOff(Duration.ofSeconds(7), 1, Duration.ofSeconds(7));

        assertThat(one("fails", new InvocationSettings(false, AckMode.AUTO, "", "", backOff, new RetryLevel(3))))
                .isEqualTo(ConsumeResult.retryAfter(Duration.ofSeconds(7)));
    }

    @Test
    void eachMessageOfABatchIsCountedAsWhatBecomesOfIt() throws Exception {
        assertThat(batch("allFail", NEVER, AckMode.AUTO)).containsExactly(BURIED, BURIED, BURIED);
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(0, 0, 3, 0, 0));

        assertThat(batch("answersEach", NEVER, AckMode.AUTO)).containsExactly(DONE, BURIED, IN_A_MINUTE);
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 1, 4, 0, 0));
    }

    @Test
    void whatAnAcknowledgedBatchLeavesOpenIsLeftToTheLevel() throws Exception {
        assertThat(batch("acknowledgesTheFirst", 3, AckMode.MANUAL))
                .containsExactly(DONE, IN_TEN_SECONDS, IN_TEN_SECONDS);
        assertThat(batch("acknowledgesAMinuteThenFails", 3, AckMode.MANUAL)).containsOnly(IN_A_MINUTE);
    }

    @Test
    void whatWasNotTriedBehindAFailureIsNotBuriedWithIt() throws Exception {
        assertThat(batch("secondFails", NEVER, AckMode.AUTO)).containsExactly(DONE, BURIED, ConsumeResult.retry());
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 1, 1, 0, 0));

        assertThat(batch("secondFails", 3, AckMode.AUTO)).containsExactly(DONE, IN_TEN_SECONDS, IN_TEN_SECONDS);
    }

    @Test
    void interceptorsAndTheLogHearWhatReallyHappens(CapturedOutput output) throws Exception {
        List<ConsumeResult> told = new ArrayList<>();
        calls.with("interceptor", new RocketMessageInterceptor() {
            @Override
            public void success(Message message, ListenerIdentity listener, ConsumeResult result) {
                told.add(result);
            }
        });

        one("wantsItAgain", NEVER);
        one("fails", NEVER);

        assertThat(told).containsExactly(BURIED);
        assertThat(output).contains("It goes to the dead-letter topic.").doesNotContain("delivered again");
    }

    @Test
    void refusesLevelsThatBrokersDoNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetryLevel(19))
                .withMessage("retry.delay-level must be -1 to 18, but is 19");
        assertThatIllegalArgumentException().isThrownBy(() -> new RetryLevel(-2));
    }

    private ConsumeResult one(String method, int level) throws Exception {
        return one(method, settings(false, AckMode.AUTO, level));
    }

    private ConsumeResult manual(String method) throws Exception {
        return one(method, settings(false, AckMode.MANUAL, NEVER));
    }

    private ConsumeResult one(String method, InvocationSettings settings) throws Exception {
        Message message = StoredMessage.of("hello");
        ListenerForm form = calls.form(Calls.handler(handlers, method), settings);
        return form instanceof ListenerForm.Async async
                ? async.listener().onMessage(message).toCompletableFuture().join()
                : ((ListenerForm.Single) form).listener().onMessage(message);
    }

    private List<ConsumeResult> batch(String method, int level, AckMode mode) throws Exception {
        List<Message> messages = Collections.nCopies(3, StoredMessage.of("hello"));
        ListenerForm form = calls.form(Calls.handler(handlers, method), settings(true, mode, level));
        BatchResult result = ((ListenerForm.Batch) form).listener().onMessages(messages);
        return IntStream.range(0, messages.size()).mapToObj(result::of).toList();
    }

    private static InvocationSettings settings(boolean batch, AckMode mode, int level) {
        return new InvocationSettings(batch, mode, "", "", RetryBackOff.BROKERS_CHOICE, new RetryLevel(level));
    }
}
