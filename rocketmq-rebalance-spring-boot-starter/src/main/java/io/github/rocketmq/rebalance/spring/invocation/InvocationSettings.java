package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.spring.api.AckMode;

/**
 * How one listener's method is called.
 *
 * @param batch whether it takes several messages at once
 * @param ackMode who says what becomes of a message
 * @param errorHandler the name of its error handler's bean; empty for the application's default
 * @param filter the name of its filter's bean; empty for none
 * @param backOff how long failed messages wait, if the error handler is the built-in one
 * @param retryLevel what becomes of messages that are to come again, if neither the back-off nor the listener says when; an
 *     error handler of the application has the last word
 * @param mode whether the messages behind a failed one wait for it
 */
public record InvocationSettings(
        boolean batch,
        AckMode ackMode,
        String errorHandler,
        String filter,
        RetryBackOff backOff,
        RetryLevel retryLevel,
        ConsumeMode mode) {

    /** One message at a time, settled by its return, with the application's default error handler. */
    public static final InvocationSettings DEFAULT = new InvocationSettings(false, AckMode.AUTO, "", "");

    /** Leaves the delay of failed messages to the broker. */
    public InvocationSettings(boolean batch, AckMode ackMode, String errorHandler, String filter) {
        this(batch, ackMode, errorHandler, filter, RetryBackOff.BROKERS_CHOICE);
    }

    /** Consumes concurrently. */
    public InvocationSettings(
            boolean batch, AckMode ackMode, String errorHandler, String filter, RetryBackOff backOff) {
        this(batch, ackMode, errorHandler, filter, backOff, RetryLevel.BROKERS_CHOICE);
    }

    /** Consumes concurrently. */
    public InvocationSettings(
            boolean batch,
            AckMode ackMode,
            String errorHandler,
            String filter,
            RetryBackOff backOff,
            RetryLevel retryLevel) {
        this(batch, ackMode, errorHandler, filter, backOff, retryLevel, ConsumeMode.CONCURRENTLY);
    }

    /** The same for a consumer of this mode. */
    public InvocationSettings in(ConsumeMode consumed) {
        return new InvocationSettings(batch, ackMode, errorHandler, filter, backOff, retryLevel, consumed);
    }
}
