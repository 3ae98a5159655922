package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketHeaders;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.support.GenericMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads payloads as the target type asks: {@code String} as UTF-8 text, {@code byte[]} as it is, {@link Message} as the
 * raw view, Spring's {@link org.springframework.messaging.Message} with headers, and everything else as JSON.
 */
public final class JsonMessageConverter implements RocketMessageConverter {

    private final JsonMapper mapper;

    public JsonMessageConverter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Object fromMessage(Message message, Type targetType) {
        if (targetType == Message.class) {
            return message;
        }
        if (targetType == org.springframework.messaging.Message.class) {
            return withHeaders(message, byte[].class);
        }
        if (targetType instanceof ParameterizedType generic
                && generic.getRawType() == org.springframework.messaging.Message.class) {
            return withHeaders(message, upperBound(generic.getActualTypeArguments()[0]));
        }
        return payload(message, targetType);
    }

    private org.springframework.messaging.Message<Object> withHeaders(Message message, Type payloadType) {
        return new GenericMessage<>(payload(message, payloadType), headers(message));
    }

    private Object payload(Message message, Type type) {
        byte[] body = body(message);
        if (type == byte[].class) {
            return body;
        }
        return type == String.class ? text(body) : json(body, type);
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

    private static Map<String, Object> headers(Message message) {
        Map<String, Object> headers = new HashMap<>(message.properties());
        // Spring sets these two itself and refuses other types under their names.
        headers.remove(MessageHeaders.ID);
        headers.remove(MessageHeaders.TIMESTAMP);
        headers.put(RocketHeaders.TOPIC, message.topic());
        headers.put(RocketHeaders.MESSAGE_ID, message.messageId());
        headers.put(RocketHeaders.QUEUE_ID, message.queue().queueId());
        headers.put(RocketHeaders.KEYS, String.join(" ", message.keys()));
        headers.put(RocketHeaders.BORN_TIMESTAMP, message.bornTimestamp());
        headers.put(RocketHeaders.BORN_HOST, message.bornHost().getHostString());
        headers.put(RocketHeaders.FLAG, message.flag());
        headers.put(RocketHeaders.SYS_FLAG, message.sysFlag());
        headers.put(RocketHeaders.RECONSUME_TIMES, message.reconsumeTimes());
        String tag = message.tag();
        if (tag != null) {
            headers.put(RocketHeaders.TAGS, tag);
        }
        return headers;
    }

    private static Type upperBound(Type type) {
        return type instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : type;
    }
}
