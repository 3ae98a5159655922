package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One message's way through one listener: in by {@link #enter()}, out by {@link #leave()} on the same thread; skipped, or
 * settled, or failed, and ended once, by whatever thread.
 */
final class MessageCall {

    private final ListenerParts parts;
    private final Passage passage;
    private final Observers.Observation observation;
    private final Observers.Scope scope;
    private volatile @Nullable Throwable reason;

    MessageCall(ListenerParts parts, Passage passage, Observers.Observation observation) {
        this.parts = parts;
        this.passage = passage;
        this.observation = observation;
        this.scope = observation.open();
    }

    /** The message as the listener is to see it. */
    Message message() {
        return passage.message();
    }

    /** Whether the listener is to get the message. */
    boolean enter() {
        return passage.enter();
    }

    /** The call has returned. */
    void leave() {
        try {
            passage.leave();
        } finally {
            scope.close();
        }
    }

    /** The message was kept from the listener. */
    ConsumeResult skipped() {
        parts.counters().addFiltered();
        return ConsumeResult.consumed();
    }

    /** The listener said what becomes of the message. */
    ConsumeResult settled(ConsumeResult said) {
        ConsumeResult result = parts.retryLevel().over(said);
        passage.succeeded(result);
        parts.counters().add(result);
        return result;
    }

    /** The listener failed; the error handler says what becomes of the message. */
    ConsumeResult failed(Throwable thrown) {
        Throwable failure = Failures.carried(thrown);
        Throwable told = Failures.told(failure);
        reason = Failures.observed(failure);
        ConsumeResult result;
        Observers.Scope here = observation.open();
        try {
            passage.failed(told);
            result = parts.failures().decide(message(), failure);
        } finally {
            here.close();
        }
        parts.counters().add(result);
        return result;
    }

    /** The listener answered, by a result or a failure, and all is said of the message. */
    ConsumeResult answered(@Nullable ConsumeResult result, @Nullable Throwable failure) {
        ConsumeResult fate = ConsumeResult.retry();
        try {
            fate = failure == null ? settled(Objects.requireNonNull(result)) : failed(failure);
        } finally {
            end(fate);
        }
        return fate;
    }

    /** All is said of the message. */
    void end(ConsumeResult result) {
        observation.end(List.of(result), reason);
    }
}
