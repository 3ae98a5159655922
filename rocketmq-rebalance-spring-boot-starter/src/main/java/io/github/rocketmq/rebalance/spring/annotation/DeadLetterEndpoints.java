package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.FilterType;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerHandler;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;

/** Turns methods with {@link RocketDeadLetterListener} into endpoints. */
final class DeadLetterEndpoints {

    private static final String SUFFIX = "-dlt";

    private final EmbeddedValueResolver texts;

    DeadLetterEndpoints(ConfigurableBeanFactory beanFactory) {
        this.texts = new EmbeddedValueResolver(beanFactory);
    }

    /** The annotated methods of a class. */
    static Map<Method, RocketDeadLetterListener> methods(Class<?> type) {
        return MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<RocketDeadLetterListener>)
                method -> AnnotatedElementUtils.findMergedAnnotation(method, RocketDeadLetterListener.class));
    }

    /**
     * The endpoint of one method; empty if it takes the dead letters of listeners that are disabled.
     *
     * @param groups of the enabled listeners of the same bean
     * @param hasListeners whether the same bean has any listener
     */
    Optional<RocketListenerEndpoint> endpoint(
            RocketDeadLetterListener annotation, ListenerHandler handler, Set<String> groups, boolean hasListeners) {
        String group = text(handler, "group", annotation.group());
        if (group.isEmpty()) {
            if (groups.isEmpty() && hasListeners) {
                return Optional.empty();
            }
            group = onlyOne(groups, handler);
        }
        String own = text(handler, "consumerGroup", annotation.consumerGroup());
        String consumerGroup = own.isEmpty() ? group + SUFFIX : own;
        String id = text(handler, "id", annotation.id());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("consume-from", "earliest");
        put(settings, "concurrency", text(handler, "concurrency", annotation.concurrency()));
        put(settings, "auto-startup", text(handler, "autoStartup", annotation.autoStartup()));
        return Optional.of(new RocketListenerEndpoint(
                id.isEmpty() ? consumerGroup : id,
                consumerGroup,
                "",
                List.of(new ConsumerGroup(group).deadLetterTopic()),
                FilterType.TAG,
                "*",
                settings,
                handler));
    }

    private static String onlyOne(Set<String> groups, ListenerHandler handler) {
        if (groups.size() == 1) {
            return groups.iterator().next();
        }
        throw new RocketMqConfigurationException(
                "The RocketMQ dead-letter listener " + handler.description()
                        + " does not say of which group, and the listeners of its bean consume as "
                        + (groups.isEmpty() ? "none" : "several: " + groups) + ".",
                "Name the group with @RocketDeadLetterListener(group = \"...\").");
    }

    private String text(ListenerHandler handler, String attribute, String written) {
        try {
            String text = texts.resolveStringValue(written);
            return text == null ? "" : text.trim();
        } catch (IllegalArgumentException unresolved) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ dead-letter listener " + handler.description() + " has " + attribute + " = \""
                            + written + "\", which cannot be resolved: " + unresolved.getMessage() + ".",
                    "Define the property, or give the placeholder a default as in ${name:default}.",
                    unresolved);
        }
    }

    private static void put(Map<String, String> settings, String key, String value) {
        if (!value.isEmpty()) {
            settings.put(key, value);
        }
    }
}
