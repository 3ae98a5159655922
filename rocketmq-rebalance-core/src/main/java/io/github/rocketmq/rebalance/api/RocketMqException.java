package io.github.rocketmq.rebalance.api;

import org.jspecify.annotations.Nullable;

/** Something that a name server or broker did not do. The message says what was asked, what came and what to do. */
public class RocketMqException extends RuntimeException {

    public RocketMqException(String message) {
        super(message);
    }

    public RocketMqException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
