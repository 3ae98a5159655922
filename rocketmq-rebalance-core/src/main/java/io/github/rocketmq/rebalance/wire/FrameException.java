package io.github.rocketmq.rebalance.wire;

import org.jspecify.annotations.Nullable;

/** Bytes that are not what RocketMQ's protocol puts there. */
public final class FrameException extends RuntimeException {

    public FrameException(String message) {
        super(message);
    }

    public FrameException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
