package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;
import org.springframework.validation.Validator;

/** Says how each parameter of listeners' methods is made of a message. */
final class Arguments {

    private final RocketMessageConverter converter;
    private final Optional<Validator> validator;
    private final HandlerMethodArgumentResolver header;
    private final HandlerMethodArgumentResolver headers = new HeadersMethodArgumentResolver();

    /**
     * Takes what turns texts into other types.
     *
     * @param validator checks payloads; needed if a parameter wants that
     * @param beanFactory knows how texts are converted, and what placeholders in annotations stand for
     */
    Arguments(RocketMessageConverter converter, Optional<Validator> validator, ConfigurableBeanFactory beanFactory) {
        this.converter = converter;
        this.validator = validator;
        ConversionService texts = beanFactory.getConversionService();
        this.header = new HeaderMethodArgumentResolver(
                texts == null ? DefaultConversionService.getSharedInstance() : texts, beanFactory);
    }

    /** How a parameter that is no acknowledgment is made. */
    Argument of(HandlerParameter parameter) {
        String type = parameter.type().getTypeName();
        return switch (parameter.kind()) {
            case RAW_MESSAGE -> new Raw(type);
            case HEADER -> new Resolved(headerName(parameter), parameter, header);
            case HEADERS -> new Resolved(type, parameter, headers);
            case SPRING_MESSAGE -> new WithHeaders(type, reader(parameter));
            case PAYLOAD -> new Payload(type, reader(parameter));
            case ACKNOWLEDGMENT -> throw new IllegalStateException("an acknowledgment is not made of a message");
        };
    }

    private PayloadReader reader(HandlerParameter parameter) {
        return new PayloadReader(
                parameter, converter, validator.flatMap(found -> Validation.of(parameter.parameter(), found)));
    }

    private static String headerName(HandlerParameter parameter) {
        Header annotation = Objects.requireNonNull(parameter.parameter().getParameterAnnotation(Header.class));
        String name = annotation.name().isEmpty() ? annotation.value() : annotation.name();
        return "header '"
                + (name.isEmpty() ? parameter.parameter().getParameter().getName() : name) + "' ("
                + parameter.type().getTypeName() + ")";
    }

    private record Raw(String name) implements Argument {
        @Override
        public Message of(Incoming incoming) {
            return incoming.message();
        }
    }

    private record Payload(String name, PayloadReader reader) implements Argument {
        @Override
        public @Nullable Object of(Incoming incoming) {
            return reader.read(incoming.message());
        }
    }

    private record WithHeaders(String name, PayloadReader reader) implements Argument {
        @Override
        public Object of(Incoming incoming) {
            Message message = incoming.message();
            return SpringMessages.of(Objects.requireNonNull(reader.read(message)), message);
        }
    }

    private record Resolved(String name, HandlerParameter parameter, HandlerMethodArgumentResolver resolver)
            implements Argument {
        @Override
        public @Nullable Object of(Incoming incoming) throws Exception {
            try {
                return resolver.resolveArgument(parameter.parameter(), incoming.withHeaders());
            } catch (MessageHandlingException missing) {
                throw new MethodArgumentResolutionException(
                        incoming.withHeaders(), parameter.parameter(), name + " is missing", missing);
            }
        }
    }
}
