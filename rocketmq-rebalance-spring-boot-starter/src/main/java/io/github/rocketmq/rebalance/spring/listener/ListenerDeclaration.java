package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.model.FilterType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the code says of one listener, before properties are laid over it.
 *
 * @param id its name, or empty to be called as its group
 * @param group its consumer group, or empty for the application's default
 * @param topics what it consumes
 * @param selectorType the language of {@code selectorExpression}
 * @param selectorExpression which messages of each topic it wants
 * @param concurrency how many messages it may handle at once, or null to inherit
 * @param autoStartup whether it starts with the application, or null to inherit
 * @param maxReconsumeTimes how often a message is tried again, or null to inherit
 * @param handler the code to call
 */
public record ListenerDeclaration(
        String id,
        String group,
        List<String> topics,
        FilterType selectorType,
        String selectorExpression,
        @Nullable Integer concurrency,
        @Nullable Boolean autoStartup,
        @Nullable Integer maxReconsumeTimes,
        ListenerHandler handler) {

    public ListenerDeclaration {
        topics = List.copyOf(topics);
    }
}
