package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.model.Message;
import java.lang.reflect.Type;

/**
 * Turns a stored message into what a listener asks for. A bean of this type replaces the default.
 *
 * <p>Called by many threads at once.
 */
@FunctionalInterface
public interface RocketMessageConverter {

    /**
     * The message as the listener's parameter type. Never null.
     *
     * @param targetType the parameter's type with its generics
     * @throws org.springframework.messaging.converter.MessageConversionException if the message cannot be read as that
     *     type; its message is logged, so it must not repeat the payload
     */
    Object fromMessage(Message message, Type targetType);
}
