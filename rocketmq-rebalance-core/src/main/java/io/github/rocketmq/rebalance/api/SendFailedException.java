package io.github.rocketmq.rebalance.api;

import org.jspecify.annotations.Nullable;

/** A message that no broker confirmed. It may be stored all the same if the answer was lost. */
public class SendFailedException extends RocketMqException {

    public SendFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
