package io.github.rocketmq.rebalance.spring.api;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a batch listener to say which message failed: those before it are done, it and the rest come again, unless the
 * error handler decides otherwise for the failed one.
 */
public class BatchListenerFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int index;

    /**
     * Names the message that failed.
     *
     * @param index in the list that the listener was given, counted from 0
     * @throws IllegalArgumentException if the index is negative
     */
    public BatchListenerFailedException(String message, @Nullable Throwable cause, int index) {
        super(message, cause);
        if (index < 0) {
            throw new IllegalArgumentException("index " + index + " of a failed message is negative");
        }
        this.index = index;
    }

    /** Names the message that failed. */
    public BatchListenerFailedException(String message, int index) {
        this(message, null, index);
    }

    /** The failed message's place in the list that the listener was given, counted from 0. */
    public int index() {
        return index;
    }
}
