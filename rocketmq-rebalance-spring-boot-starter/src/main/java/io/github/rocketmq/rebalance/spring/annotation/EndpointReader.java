package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerHandler;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Reads what one annotation says of a listener. */
final class EndpointReader {

    private final ConfigurableListableBeanFactory beanFactory;
    private final ListenerAttributes attributes;
    private final AnnotationTexts texts;
    private final ListenerHandler handler;

    EndpointReader(
            ConfigurableListableBeanFactory beanFactory,
            ListenerAttributes attributes,
            Object bean,
            ListenerHandler handler) {
        this.beanFactory = beanFactory;
        this.attributes = attributes;
        this.handler = handler;
        this.texts = new AnnotationTexts(
                beanFactory,
                new ListenerScope(attributes.text("beanRef", "__listener"), bean),
                handler.description(),
                attributes.annotationName());
    }

    /**
     * What the annotation says.
     *
     * @throws RocketMqConfigurationException if an attribute has a value that it cannot have
     */
    RocketListenerEndpoint read() {
        new ApacheAttributes(attributes, texts, handler.description()).check();
        Map<String, String> settings = settings();
        return new RocketListenerEndpoint(
                text("id"),
                text("consumerGroup"),
                settings.getOrDefault("cluster", ""),
                topics(),
                attributes
                        .written("selectorType")
                        .map(written -> SelectorType.valueOf(written.toString()))
                        .orElse(SelectorType.TAG)
                        .filterType(),
                texts.text("selectorExpression", attributes.text("selectorExpression", "*")),
                settings,
                handler);
    }

    /** The factory that the annotation names. */
    RocketListenerContainerFactory containerFactory(Supplier<RocketListenerContainerFactory> otherwise) {
        String name = text("containerFactory");
        if (name.isEmpty()) {
            return otherwise.get();
        }
        String[] known = beanFactory.getBeanNamesForType(RocketListenerContainerFactory.class);
        if (!Arrays.asList(known).contains(name)) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ listener " + handler.description() + " has containerFactory = \"" + name
                            + "\", but there is no such bean.",
                    "Name one of the beans of type RocketListenerContainerFactory: " + Arrays.toString(known) + ".",
                    null);
        }
        return beanFactory.getBean(name, RocketListenerContainerFactory.class);
    }

    private List<String> topics() {
        return Stream.of("topics", "topic")
                .map(attribute -> texts.texts(attribute, attributes.texts(attribute)))
                .filter(topics -> !topics.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private String text(String attribute) {
        return texts.text(attribute, attributes.text(attribute, ""));
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        for (AttributeKey attribute : AttributeKey.ALL) {
            attributes.written(attribute.attribute()).ifPresent(written -> {
                Object value = attribute.form().read(texts, attribute.attribute(), written.toString());
                if (value != null && !value.toString().isEmpty()) {
                    settings.putIfAbsent(attribute.key(), value.toString());
                }
            });
        }
        for (String written : attributes.texts("properties")) {
            properties(written).forEach((key, value) -> settings.putIfAbsent(key.toString(), value.toString()));
        }
        return settings;
    }

    private Properties properties(String written) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(texts.text("properties", written)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return properties;
    }
}
