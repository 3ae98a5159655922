package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.model.FilterType;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.invocation.ListenerHandler;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.ParameterizedTypeReference;

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

    /**
     * Begins a listener that is registered by code.
     *
     * @param id its name in properties, health and logs
     */
    public static Builder builder(String id) {
        return new Builder(id);
    }

    /** Collects what is said of a listener; ends with one of the {@code handle} methods. Not safe for several threads. */
    public static final class Builder {

        private final String id;
        private String group = "";
        private String cluster = "";
        private List<String> topics = List.of();
        private FilterType selectorType = FilterType.TAG;
        private String selectorExpression = Subscription.ALL;
        private final Map<String, String> settings = new LinkedHashMap<>();

        private Builder(String id) {
            this.id = id;
        }

        /** Its consumer group; by default the application's. */
        public Builder group(String name) {
            this.group = name;
            return this;
        }

        /** The name of the cluster it consumes from; by default the application's own. */
        public Builder cluster(String name) {
            this.cluster = name;
            return this;
        }

        /** The topics it consumes, at least one. */
        public Builder topics(String... names) {
            this.topics = List.of(names);
            return this;
        }

        /** Takes only messages with one of the tags in {@code "TagA || TagB"}. */
        public Builder tags(String expression) {
            this.selectorType = FilterType.TAG;
            this.selectorExpression = expression;
            return this;
        }

        /** Takes only messages whose properties satisfy a SQL-92 condition. */
        public Builder sql92(String condition) {
            this.selectorType = FilterType.SQL92;
            this.selectorExpression = condition;
            return this;
        }

        /** Sets what may be set below {@code rocketmq.consumer}, for example {@code setting("retry.max-attempts", "3")}. */
        public Builder setting(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /** The listener, which calls this code with each payload. */
        public <T> RocketListenerEndpoint handle(Class<T> payload, RocketListener<T> code) {
            return of(payload, code);
        }

        /** The same for a payload with generics. */
        public <T> RocketListenerEndpoint handle(ParameterizedTypeReference<T> payload, RocketListener<T> code) {
            return of(payload.getType(), code);
        }

        /** The listener, which calls this handler. */
        public RocketListenerEndpoint handle(ListenerHandler handler) {
            return new RocketListenerEndpoint(
                    id, group, cluster, topics, selectorType, selectorExpression, settings, handler);
        }

        private RocketListenerEndpoint of(Type payload, RocketListener<?> code) {
            return handle(ListenerHandler.ofConsumer("endpoint '" + id + "'", payload, code));
        }
    }
}
