package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.model.Message;
import java.lang.reflect.Type;

/**
 * Turns a stored message's payload into what a listener asks for. A bean of this type replaces the default. Raw messages
 * and headers need no conversion, so it is not asked for them.
 *
 * <p>Called by many threads at once.
 */
@FunctionalInterface
public interface RocketMessageConverter {

    /**
     * The payload as the listener's parameter type. Never null.
     *
     * @param targetType the payload's type with its generics; of a batch or a Spring message, the type inside
     * @throws org.springframework.messaging.converter.MessageConversionException if the message cannot be read as that
     *     type; its message is logged, so it must not repeat the payload
     */
    Object fromMessage(Message message, Type targetType);
}
