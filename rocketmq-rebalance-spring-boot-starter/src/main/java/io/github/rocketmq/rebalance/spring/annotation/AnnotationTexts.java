package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.expression.ExpressionException;
import org.springframework.format.annotation.DurationFormat.Unit;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/** Evaluates the placeholders and expressions in one listener's annotation. */
final class AnnotationTexts {

    private final ConfigurableListableBeanFactory beanFactory;
    private final Scope listenerScope;
    private final String listener;
    private final String annotation;

    /**
     * @param listenerScope knows the listener's own bean
     * @param listener the code behind the listener, for errors
     * @param annotation as a developer sees it, for errors
     */
    AnnotationTexts(
            ConfigurableListableBeanFactory beanFactory, Scope listenerScope, String listener, String annotation) {
        this.beanFactory = beanFactory;
        this.listenerScope = listenerScope;
        this.listener = listener;
        this.annotation = annotation;
    }

    String text(String attribute, String written) {
        Object value = evaluate(attribute, written);
        return value == null ? "" : value.toString().trim();
    }

    /** The texts behind the texts; one may stand for several, as a collection or separated by commas. */
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
        return choice(attribute, written, Map.of("true", true, "false", false));
    }

    /** A time; a number without a unit counts in {@code unit}. */
    @Nullable
    Duration duration(String attribute, String written, Unit unit) {
        return parse(
                attribute,
                written,
                "a time in " + unit.asChronoUnit().name().toLowerCase(Locale.ROOT) + ", or with a unit as in 90s,",
                text -> DurationFormatterUtils.detectAndParse(text, unit));
    }

    /** What one of a few words stands for. */
    <T> @Nullable T choice(String attribute, String written, Map<String, T> meanings) {
        return parse(attribute, written, "one of " + new TreeSet<>(meanings.keySet()), text -> {
            T meaning = meanings.get(text.toLowerCase(Locale.ROOT));
            if (meaning == null) {
                throw new IllegalArgumentException(text);
            }
            return meaning;
        });
    }

    /** The name of a bean, which an expression may give as the bean itself. */
    String beanName(String attribute, String written) {
        Object value = evaluate(attribute, written);
        if (value == null || value instanceof String) {
            return value == null ? "" : value.toString().trim();
        }
        return Arrays.stream(beanFactory.getBeanNamesForType(value.getClass()))
                .filter(name -> beanFactory.getBean(name) == value)
                .findFirst()
                .orElseThrow(() -> wrong(
                        attribute, written, "an object of " + value.getClass().getName(), "a bean or its name", null));
    }

    private <T> @Nullable T parse(String attribute, String written, String expected, Function<String, T> parser) {
        String text = text(attribute, written);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw wrong(attribute, written, "\"" + text + "\"", expected, wrong);
        }
    }

    private RocketMqConfigurationException wrong(
            String attribute, String written, String came, String expected, @Nullable Throwable cause) {
        String quoted = "\"" + written + "\"";
        return new RocketMqConfigurationException(
                "The RocketMQ listener " + listener + " has " + attribute + " = " + quoted
                        + (came.equals(quoted) ? "" : ", which is " + came) + ", but " + expected + " is expected.",
                "Correct " + attribute + " in " + annotation + ", or the property it refers to.",
                cause);
    }

    private @Nullable Object evaluate(String attribute, String written) {
        try {
            String resolved = beanFactory.resolveEmbeddedValue(written);
            BeanExpressionResolver resolver = beanFactory.getBeanExpressionResolver();
            return resolver == null
                    ? resolved
                    : resolver.evaluate(resolved, new BeanExpressionContext(beanFactory, listenerScope));
        } catch (IllegalArgumentException | BeansException | ExpressionException unresolved) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ listener " + listener + " has " + attribute + " = \"" + written
                            + "\", which cannot be resolved: " + unresolved.getMessage() + ".",
                    "Correct the expression or define the property, or give the placeholder a default as in"
                            + " ${name:default}.",
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
