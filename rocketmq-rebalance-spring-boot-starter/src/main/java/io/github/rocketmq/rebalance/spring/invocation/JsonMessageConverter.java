package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.converter.MessageConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads payloads as the target type asks: {@code String} as UTF-8 text, {@code byte[]} as it is, and everything else as
 * JSON.
 */
public final class JsonMessageConverter implements RocketMessageConverter {

    private final JsonMapper mapper;

    public JsonMessageConverter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Object fromMessage(Message message, Type targetType) {
        byte[] body = body(message);
        if (targetType == byte[].class) {
            return body;
        }
        return targetType == String.class ? text(body) : json(body, targetType);
    }

    private static byte[] body(Message message) {
        try {
            return message.body();
        } catch (IllegalStateException damaged) {
            throw new MessageConversionException("the stored body cannot be inflated", damaged);
        }
    }

    private static String text(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new MessageConversionException("the " + body.length + " bytes are not UTF-8 text", malformed);
        }
    }

    private Object json(byte[] body, Type type) {
        if (body.length == 0) {
            throw new MessageConversionException("the body is empty");
        }
        @Nullable Object value;
        try {
            value = mapper.readValue(body, mapper.constructType(type));
        } catch (JacksonException unreadable) {
            throw new MessageConversionException(describe(unreadable), unreadable);
        }
        if (value == null) {
            throw new MessageConversionException("the body is the JSON value null");
        }
        return value;
    }

    // Jackson's own messages quote the payload, which must not reach a log: name the kind and the place only.
    private static String describe(JacksonException unreadable) {
        StringBuilder text = new StringBuilder("it is no such JSON: ")
                .append(unreadable.getClass().getSimpleName());
        if (!(unreadable instanceof UnrecognizedPropertyException)) {
            StringBuilder path = new StringBuilder();
            for (JacksonException.Reference step : unreadable.getPath()) {
                appendStep(path, step);
            }
            if (!path.isEmpty()) {
                text.append(" at ").append(path);
            }
        }
        var place = unreadable.getLocation();
        if (place != null && place.getLineNr() > 0) {
            text.append(" (line ")
                    .append(place.getLineNr())
                    .append(", column ")
                    .append(place.getColumnNr())
                    .append(')');
        }
        return text.toString();
    }

    private static void appendStep(StringBuilder path, JacksonException.Reference step) {
        boolean keyIsData = step.from() instanceof Map
                || (step.from() instanceof Class<?> type && Map.class.isAssignableFrom(type));
        if (step.getPropertyName() == null) {
            path.append('[').append(step.getIndex()).append(']');
        } else if (keyIsData) {
            path.append("[*]");
        } else {
            path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
        }
    }
}
