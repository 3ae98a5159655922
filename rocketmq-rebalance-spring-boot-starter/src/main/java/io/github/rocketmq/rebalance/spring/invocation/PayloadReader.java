package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.ClassUtils;

/** Reads one parameter's payload of messages, and checks it if the parameter wants that. */
final class PayloadReader {

    private static final byte[] JSON_NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private final Type type;
    private final Class<?> expected;
    private final boolean inOptional;
    private final boolean mayBeMissing;
    private final RocketMessageConverter converter;
    private final Optional<Validation> validation;

    PayloadReader(HandlerParameter parameter, RocketMessageConverter converter, Optional<Validation> validation) {
        Payload annotation = parameter.parameter().getParameterAnnotation(Payload.class);
        this.inOptional = parameter.rawType() == Optional.class;
        this.type = inOptional ? insideOf(parameter.type()) : parameter.payloadType();
        this.expected = ResolvableType.forType(type).toClass();
        this.mayBeMissing = parameter.kind() == HandlerParameter.Kind.PAYLOAD
                && (parameter.parameter().isOptional() || (annotation != null && !annotation.required()));
        this.converter = converter;
        this.validation = validation;
    }

    @Nullable
    Object read(Message message) {
        if (mayBeMissing && isMissing(message.body())) {
            return inOptional ? Optional.empty() : null;
        }
        Object payload = converter.fromMessage(message, type);
        if (!ClassUtils.isAssignableValue(expected, payload)) {
            throw new MessageConversionException(converter.getClass().getName() + " returned "
                    + (payload == null ? "null" : payload.getClass().getName()));
        }
        validation.ifPresent(check -> check.check(payload, message));
        return inOptional ? Optional.of(payload) : payload;
    }

    private static boolean isMissing(byte[] body) {
        return body.length == 0 || Arrays.equals(body, JSON_NULL);
    }

    private static Type insideOf(Type optional) {
        return optional instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : Object.class;
    }
}
