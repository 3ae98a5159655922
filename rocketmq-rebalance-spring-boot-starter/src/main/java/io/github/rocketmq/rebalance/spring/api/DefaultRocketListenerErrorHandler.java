package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.ConversionException;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Tries again what may pass, and gives up at once what fails the same way each time.
 *
 * <p>At once given up are failures whose exception, or one of its causes, is one of a list of classes: at first those of
 * conversion and validation, {@link ClassCastException}, {@link NoSuchMethodException}, and bodies that cannot be inflated.
 * All others come again: after the delay that the broker chooses and that grows with each attempt, or after the intervals
 * of a {@link BackOff}, the n-th after the n-th attempt; where that stops, the message is given up. Brokers deliver with
 * delays of 1 s, 5 s, 10 s, 30 s, 1 to 10 min, 20 min, 30 min, 1 h and 2 h, so an interval is rounded up to one of them; in
 * order, the queue waits for the interval itself. In each case a message that came too often is given up as well.
 *
 * <p>Configure it before the listeners start. Safe for use by any thread.
 */
public class DefaultRocketListenerErrorHandler implements RocketListenerErrorHandler {

    /** Beyond that many attempts, which only listeners in order make, intervals grow no more. */
    private static final int MOST_INTERVALS = 1000;

    private final @Nullable BackOff backOff;
    private final List<Class<? extends Throwable>> fatal = new CopyOnWriteArrayList<>(List.of(
            MessageConversionException.class,
            MethodArgumentResolutionException.class,
            ConversionException.class,
            UndecodableMessageException.class,
            ClassCastException.class,
            NoSuchMethodException.class));

    /** Leaves the delay to the broker. */
    public DefaultRocketListenerErrorHandler() {
        this.backOff = null;
    }

    /**
     * Waits for the intervals of a back-off.
     *
     * @param backOff asked from its start for each failure, so it should answer alike each time
     */
    public DefaultRocketListenerErrorHandler(BackOff backOff) {
        this.backOff = backOff;
    }

    /** Gives up at once on these as well. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final void addNotRetryableExceptions(Class<? extends Throwable>... types) {
        fatal.addAll(List.of(types));
    }

    /** Gives up at once on this class no more; says whether it did. */
    public final boolean removeNotRetryableException(Class<? extends Throwable> type) {
        return fatal.removeAll(Set.of(type));
    }

    @Override
    public ConsumeResult onError(ListenerFailure failure) {
        if (isFatal(failure.exception())) {
            return ConsumeResult.deadLetter(failure.summary());
        }
        if (backOff == null) {
            return ConsumeResult.retry();
        }
        long interval = interval(backOff, failure.attempt());
        return interval == BackOffExecution.STOP
                ? ConsumeResult.deadLetter("it failed " + failure.attempt() + " times, at last: " + failure.summary())
                // Zero would leave the choice to the broker.
                : ConsumeResult.retryAfter(Duration.ofMillis(Math.max(1, interval)));
    }

    private boolean isFatal(Throwable exception) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable next = exception; next != null && seen.add(next); next = next.getCause()) {
            Throwable candidate = next;
            if (fatal.stream().anyMatch(type -> type.isInstance(candidate))) {
                return true;
            }
        }
        return false;
    }

    private static long interval(BackOff backOff, int attempt) {
        BackOffExecution execution = backOff.start();
        long interval = execution.nextBackOff();
        for (int i = 1; i < Math.min(attempt, MOST_INTERVALS) && interval != BackOffExecution.STOP; i++) {
            interval = execution.nextBackOff();
        }
        return interval;
    }
}
