package io.github.rocketmq.rebalance.spring.annotation;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerHandler;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import java.lang.reflect.Method;
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

    /** Dead letters bring along how often they came before, which is 16 times by default. */
    private static final String ATTEMPTS = "32";

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
            RocketDeadLetterListener annotation, ListenerHandler handler, Set<HomeGroup> groups, boolean hasListeners) {
        String named = text(handler, "group", annotation.group());
        if (named.isEmpty() && groups.isEmpty() && hasListeners) {
            return Optional.empty();
        }
        HomeGroup home = named.isEmpty() ? onlyOne(groups, handler) : named(named, groups);
        String group = home.name();
        String cluster = text(handler, "cluster", annotation.cluster());
        String own = text(handler, "consumerGroup", annotation.consumerGroup());
        String consumerGroup = own.isEmpty() ? group + SUFFIX : own;
        String id = text(handler, "id", annotation.id());
        RocketListenerEndpoint.Builder endpoint = RocketListenerEndpoint.builder(id.isEmpty() ? consumerGroup : id)
                .group(consumerGroup)
                .cluster(cluster.isEmpty() ? home.cluster() : cluster)
                .topics(topic(group, handler))
                .setting("consume-from", "earliest")
                .setting("retry.max-attempts", ATTEMPTS);
        set(endpoint, "concurrency", text(handler, "concurrency", annotation.concurrency()));
        set(endpoint, "auto-startup", text(handler, "autoStartup", annotation.autoStartup()));
        return Optional.of(endpoint.handle(handler));
    }

    private static String topic(String group, ListenerHandler handler) {
        try {
            return new ConsumerGroup(group).deadLetterTopic();
        } catch (IllegalArgumentException refused) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ dead-letter listener " + handler.description() + " names no group: "
                            + refused.getMessage() + ".",
                    "Name the group with @RocketDeadLetterListener(group = \"...\").",
                    refused);
        }
    }

    private static HomeGroup named(String group, Set<HomeGroup> groups) {
        return groups.stream()
                .filter(home -> home.name().equals(group))
                .findFirst()
                .orElseGet(() -> new HomeGroup(group, ""));
    }

    private static HomeGroup onlyOne(Set<HomeGroup> groups, ListenerHandler handler) {
        if (groups.size() == 1) {
            return groups.iterator().next();
        }
        throw new RocketMqConfigurationException(
                "The RocketMQ dead-letter listener " + handler.description()
                        + " does not say of which group, and the listeners of its bean consume as "
                        + (groups.isEmpty()
                                ? "none"
                                : "several: "
                                        + groups.stream().map(HomeGroup::name).toList()) + ".",
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

    private static void set(RocketListenerEndpoint.Builder endpoint, String key, String value) {
        if (!value.isEmpty()) {
            endpoint.setting(key, value);
        }
    }
}
