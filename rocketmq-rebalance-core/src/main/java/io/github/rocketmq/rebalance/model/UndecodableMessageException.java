package io.github.rocketmq.rebalance.model;

import org.jspecify.annotations.Nullable;

/** A message's stored bytes are not what a producer can have sent: they cannot be inflated, or their checksum differs. */
public final class UndecodableMessageException extends IllegalStateException {

    public UndecodableMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
