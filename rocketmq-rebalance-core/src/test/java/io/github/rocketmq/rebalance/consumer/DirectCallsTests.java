package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.UndecodablePolicy;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.DirectConsumption.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DirectCallsTests {

    private static final Message MESSAGE = new StubMessage(new MessageQueue("orders", "broker-a", 1), 7, 100);

    private static final ListenerForms FORMS = new ListenerForms(UndecodablePolicy.STOP_QUEUE);

    @Test
    void whatTheListenerSaysIsToldInApachesWords() {
        assertThat(call(message -> ConsumeResult.consumed()).outcome()).isEqualTo(Outcome.CR_SUCCESS);
        assertThat(call(message -> ConsumeResult.retryAfter(Duration.ofSeconds(1)))
                        .outcome())
                .isEqualTo(Outcome.CR_LATER);
        DirectConsumption buried = call(message -> ConsumeResult.deadLetter("hopeless"));
        assertThat(buried.outcome()).isEqualTo(Outcome.CR_LATER);
        assertThat(buried.remark()).hasValue("the listener wants it in the dead-letter topic: hopeless");
    }

    @Test
    @SuppressWarnings("NullAway") // what listeners do that are written without our null checker
    void aListenerThatReturnsNullOrFailsIsShownAsWhatItIs() {
        assertThat(call(message -> null).outcome()).isEqualTo(Outcome.CR_RETURN_NULL);
        DirectConsumption failed = call(message -> {
            throw new NoClassDefFoundError("com/acme/Order");
        });
        assertThat(failed.outcome()).isEqualTo(Outcome.CR_THROW_EXCEPTION);
        assertThat(failed.remark()).hasValue("java.lang.NoClassDefFoundError: com/acme/Order");
    }

    @Test
    void anExecutorThatTakesNoMoreWorkIsTold() {
        DirectCalls calls = calls(message -> ConsumeResult.consumed(), task -> {
            throw new RejectedExecutionException("full");
        });

        assertThatThrownBy(() -> calls.call(MESSAGE).toCompletableFuture().join())
                .hasRootCauseInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("the executor of group 'billing' takes no more work");
    }

    @Test
    void whatComesToRunAfterTheBrokerGaveUpIsNotRun() {
        List<Runnable> waiting = new ArrayList<>();
        List<Message> delivered = new ArrayList<>();
        AtomicLong nanos = new AtomicLong();
        DirectCalls calls = new DirectCalls(
                new ConsumerGroup("billing"),
                FORMS.single(message -> {
                    delivered.add(message);
                    return ConsumeResult.consumed();
                }),
                false,
                waiting::add,
                nanos::get);
        CompletionStage<DirectConsumption> answer = calls.call(MESSAGE);
        nanos.addAndGet(Duration.ofSeconds(10).toNanos());

        waiting.forEach(Runnable::run);

        assertThatThrownBy(() -> answer.toCompletableFuture().join())
                .hasMessageContaining("the executor of group 'billing' had no thread for it within 10 s");
        assertThat(delivered).isEmpty();
    }

    private static DirectConsumption call(MessageListener listener) {
        return calls(listener, Runnable::run)
                .call(MESSAGE)
                .toCompletableFuture()
                .join();
    }

    private static DirectCalls calls(MessageListener listener, Executor executor) {
        return new DirectCalls(new ConsumerGroup("billing"), FORMS.single(listener), false, executor, System::nanoTime);
    }
}
