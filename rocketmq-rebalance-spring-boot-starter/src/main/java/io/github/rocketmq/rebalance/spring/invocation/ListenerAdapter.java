package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.ClassUtils;

/**
 * Calls a {@link ListenerHandler} with converted messages and says what becomes of them.
 *
 * <p>A payload that cannot be converted would fail the same way each time, so it goes to the dead-letter topic at once;
 * anything that the handler throws is a reason to try again.
 */
public final class ListenerAdapter implements MessageListener {

    private static final Logger log = LoggerFactory.getLogger(ListenerAdapter.class);

    private final String id;
    private final ListenerHandler handler;
    private final RocketMessageConverter converter;
    private final ListenerCounters counters;

    /**
     * Joins the parts of one listener.
     *
     * @param id the listener's id, for logs
     * @param counters where results are counted
     */
    public ListenerAdapter(
            String id, ListenerHandler handler, RocketMessageConverter converter, ListenerCounters counters) {
        this.id = id;
        this.handler = handler;
        this.converter = converter;
        this.counters = counters;
    }

    @Override
    public ConsumeResult onMessage(Message message) {
        List<Type> types = handler.parameterTypes();
        @Nullable Object[] arguments = new @Nullable Object[types.size()];
        for (int i = 0; i < arguments.length; i++) {
            try {
                arguments[i] = convert(message, types.get(i));
            } catch (RuntimeException unreadable) {
                return undecodable(message, types.get(i), unreadable);
            }
        }
        ConsumeResult result = invoke(message, arguments);
        counters.add(result);
        return result;
    }

    private Object convert(Message message, Type type) {
        if (type == Message.class) {
            return message;
        }
        Object argument = converter.fromMessage(message, type);
        Class<?> expected = ResolvableType.forType(type).toClass();
        if (!ClassUtils.isAssignableValue(expected, argument)) {
            throw new MessageConversionException(converter.getClass().getName() + " returned "
                    + (argument == null ? "null" : argument.getClass().getName()));
        }
        return argument;
    }

    // Only a conversion exception promises not to quote the payload; of any other exception the type must do.
    private ConsumeResult undecodable(Message message, Type type, RuntimeException unreadable) {
        String reason = unreadable instanceof MessageConversionException
                ? String.valueOf(unreadable.getMessage())
                : unreadable.getClass().getName();
        log.error(
                "Listener '{}' cannot read message {} of topic {} ({}) as {}: {}. It goes to the dead-letter topic.",
                id,
                message.messageId(),
                message.topic(),
                message.queue(),
                type.getTypeName(),
                reason);
        counters.addUndecodable();
        ConsumeResult result =
                ConsumeResult.deadLetter("payload cannot be read as " + type.getTypeName() + ": " + reason);
        counters.add(result);
        return result;
    }

    private ConsumeResult invoke(Message message, @Nullable Object[] arguments) {
        try {
            return handler.invoke(arguments);
        } catch (Throwable failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.warn(
                    "Listener '{}' failed on message {} of topic {} ({}), delivery {}. It is delivered again later.",
                    id,
                    message.messageId(),
                    message.topic(),
                    message.queue(),
                    message.reconsumeTimes() + 1,
                    failure);
            return ConsumeResult.retry();
        }
    }
}
