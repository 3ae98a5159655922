package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import org.jspecify.annotations.Nullable;

/** A message on its way into a listener's method; its headers are made when the first argument asks for them. */
final class Incoming {

    private final Message message;
    private org.springframework.messaging.@Nullable Message<Message> withHeaders;

    Incoming(Message message) {
        this.message = message;
    }

    Message message() {
        return message;
    }

    /** The message as a Spring message whose payload is the raw one. */
    org.springframework.messaging.Message<Message> withHeaders() {
        org.springframework.messaging.Message<Message> made = withHeaders;
        if (made == null) {
            made = SpringMessages.of(message, message);
            withHeaders = made;
        }
        return made;
    }
}
