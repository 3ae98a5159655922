package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;

/** Evaluates the placeholders and expressions in one listener's annotation. */
final class AnnotationTexts {

    private final ConfigurableBeanFactory beanFactory;
    private final String listener;

    AnnotationTexts(ConfigurableBeanFactory beanFactory, String listener) {
        this.beanFactory = beanFactory;
        this.listener = listener;
    }

    String text(String attribute, String written) {
        Object value = evaluate(attribute, written);
        return value == null ? "" : value.toString().trim();
    }

    /** The topics behind the texts; one text may stand for several, as a collection or separated by commas. */
    List<String> texts(String attribute, String[] written) {
        return Arrays.stream(written)
                .flatMap(text -> flatten(evaluate(attribute, text)))
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::trim)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @Nullable
    Integer number(String attribute, String written) {
        return parse(attribute, written, "a whole number", Integer::valueOf);
    }

    @Nullable
    Boolean flag(String attribute, String written) {
        return parse(attribute, written, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    private <T> @Nullable T parse(String attribute, String written, String expected, Function<String, T> parser) {
        String text = text(attribute, written);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ listener " + listener + " has " + attribute + " = \"" + written + "\""
                            + (text.equals(written) ? "" : ", which is \"" + text + "\"") + ", but " + expected
                            + " is expected.",
                    "Correct " + attribute + " in @RocketMessageListener, or the property it refers to.",
                    wrong);
        }
    }

    private @Nullable Object evaluate(String attribute, String written) {
        try {
            String resolved = beanFactory.resolveEmbeddedValue(written);
            BeanExpressionResolver resolver = beanFactory.getBeanExpressionResolver();
            return resolver == null
                    ? resolved
                    : resolver.evaluate(resolved, new BeanExpressionContext(beanFactory, null));
        } catch (IllegalArgumentException unresolved) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ listener " + listener + " has " + attribute + " = \"" + written
                            + "\", which cannot be resolved: " + unresolved.getMessage() + ".",
                    "Define the property, or give the placeholder a default as in ${name:default}.",
                    unresolved);
        }
    }

    private static Stream<String> flatten(@Nullable Object value) {
        if (value instanceof Object[] array) {
            return Arrays.stream(array).map(String::valueOf);
        }
        if (value instanceof Iterable<?> items) {
            Stream.Builder<String> texts = Stream.builder();
            items.forEach(item -> texts.add(String.valueOf(item)));
            return texts.build();
        }
        return value == null ? Stream.empty() : Stream.of(value.toString());
    }
}
