package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.model.FilterType;
import io.github.rocketmq.rebalance.spring.invocation.ListenerHandler;
import java.util.List;
import java.util.Map;

/**
 * What the code says of one listener, before properties are laid over it.
 *
 * @param id its name, or empty to be called as its group
 * @param group its consumer group, or empty for the application's default
 * @param cluster the name of the cluster it consumes from; empty for the application's own
 * @param topics what it consumes
 * @param selectorType the language of {@code selectorExpression}
 * @param selectorExpression which messages of each topic it wants
 * @param settings what it wants to be otherwise than {@code rocketmq.consumer.*} says, by the keys below that prefix
 * @param handler the code to call
 */
public record RocketListenerEndpoint(
        String id,
        String group,
        String cluster,
        List<String> topics,
        FilterType selectorType,
        String selectorExpression,
        Map<String, String> settings,
        ListenerHandler handler) {

    public RocketListenerEndpoint {
        topics = List.copyOf(topics);
        settings = Map.copyOf(settings);
    }
}
