package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.Acknowledgment;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Optional;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * One parameter of a listener's method, or what the list of a batch method's parameter holds.
 *
 * @param parameter where it is declared, with its annotations
 * @param type its type with generics, as the bean's class resolves them
 * @param kind what it stands for
 */
record HandlerParameter(MethodParameter parameter, Type type, Kind kind) {

    enum Kind {
        PAYLOAD,
        RAW_MESSAGE,
        SPRING_MESSAGE,
        HEADER,
        HEADERS,
        ACKNOWLEDGMENT
    }

    static HandlerParameter of(MethodParameter parameter, Type type) {
        return new HandlerParameter(
                parameter, type, kind(parameter, ResolvableType.forType(type).toClass()));
    }

    /** The class behind the type. */
    Class<?> rawType() {
        return ResolvableType.forType(type).toClass();
    }

    /** What a list of this type holds; empty if it is no list, or says not of what. */
    Optional<HandlerParameter> element() {
        if (!(type instanceof ParameterizedType list)
                || !rawType().isAssignableFrom(java.util.List.class)
                || list.getActualTypeArguments().length != 1) {
            return Optional.empty();
        }
        return Optional.of(of(parameter.nested(), bound(list.getActualTypeArguments()[0])));
    }

    /** What a Spring message of this type, or a payload, is to be read as. */
    Type payloadType() {
        if (kind != Kind.SPRING_MESSAGE) {
            return type;
        }
        return type instanceof ParameterizedType message ? bound(message.getActualTypeArguments()[0]) : byte[].class;
    }

    /** A wildcard that says nothing stands for the bytes as they are. */
    private static Type bound(Type type) {
        if (!(type instanceof WildcardType wildcard)) {
            return type;
        }
        Type upper = wildcard.getUpperBounds()[0];
        return upper == Object.class ? byte[].class : upper;
    }

    private static Kind kind(MethodParameter parameter, Class<?> type) {
        if (parameter.hasParameterAnnotation(Header.class)) {
            return Kind.HEADER;
        }
        if (parameter.hasParameterAnnotation(Headers.class)
                || type == MessageHeaders.class
                || MessageHeaderAccessor.class.isAssignableFrom(type)) {
            return Kind.HEADERS;
        }
        if (type == Message.class) {
            return Kind.RAW_MESSAGE;
        }
        if (type == org.springframework.messaging.Message.class) {
            return Kind.SPRING_MESSAGE;
        }
        return Acknowledgment.class.isAssignableFrom(type) ? Kind.ACKNOWLEDGMENT : Kind.PAYLOAD;
    }
}
