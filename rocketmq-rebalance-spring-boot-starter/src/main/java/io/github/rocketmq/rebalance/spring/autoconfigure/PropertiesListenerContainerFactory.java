package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.api.RocketMessageConverter;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerAdapter;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounters;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import io.github.rocketmq.rebalance.spring.invocation.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.listener.ListenerSetup;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerEndpoint;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Makes containers of declarations and {@link RocketMqProperties}; asks for connections only when one starts. */
final class PropertiesListenerContainerFactory implements RocketListenerContainerFactory {

    private static final Logger log = LoggerFactory.getLogger(PropertiesListenerContainerFactory.class);

    private final RocketMqProperties properties;
    private final String applicationName;
    private final ObjectProvider<RocketMessageConverter> converter;
    private final ChosenStrategies strategies;
    private final Set<String> declaredIds = new ConcurrentSkipListSet<>();

    PropertiesListenerContainerFactory(
            RocketMqProperties properties,
            String applicationName,
            ObjectProvider<RocketMessageConverter> converter,
            ChosenStrategies strategies) {
        this.properties = properties;
        this.applicationName = applicationName;
        this.converter = converter;
        this.strategies = strategies;
    }

    @Override
    public Optional<ListenerSetup> prepare(RocketListenerEndpoint endpoint) {
        String id = idOf(endpoint);
        declaredIds.add(id);
        RocketMqProperties.Listener own = settingsOf(id);
        if (!own.isEnabled()) {
            log.info("Listener '{}' is disabled by rocketmq.listeners.{}.enabled", id, id);
            return Optional.empty();
        }
        ListenerSettings settings = new ListenerSettings(own, endpoint, properties.getConsumer(), applicationName);
        ListenerCounters counters = new ListenerCounters();
        require(id, endpoint, settings);
        PushConsumerOptions options = checked(id, endpoint, settings::options);
        Supplier<AllocationStrategy> strategy = checked(id, endpoint, () -> strategies.named(settings.strategy()));
        return Optional.of(new ListenerSetup(
                new ListenerIdentity(id, endpoint.handler().description()),
                endpoint.cluster(),
                options,
                settings.strategy(),
                strategy,
                settings.autoStartup(),
                () -> new ListenerForm.Single(
                        new ListenerAdapter(id, endpoint.handler(), converter.getObject(), counters)),
                counters,
                endpoint.id().isEmpty() ? ListenerSetup.IdOrigin.GROUP : ListenerSetup.IdOrigin.GIVEN,
                checked(id, endpoint, settings::idleEventInterval)));
    }

    /** The ids of all listeners met so far, also of the disabled ones. */
    Set<String> declaredIds() {
        return Set.copyOf(declaredIds);
    }

    /** Whether a key under {@code rocketmq.listeners} means a listener of this id. */
    static boolean means(String key, String id) {
        return key.equals(id) || uniform(key).equals(uniform(id));
    }

    private RocketMqProperties.Listener settingsOf(String id) {
        Map<String, RocketMqProperties.Listener> listeners = properties.getListeners();
        RocketMqProperties.Listener exact = listeners.get(id);
        if (exact != null) {
            return exact;
        }
        return listeners.entrySet().stream()
                .filter(entry -> means(entry.getKey(), id))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(RocketMqProperties.Listener::new);
    }

    // The binder drops '_' and other characters from keys that are not in brackets.
    private static String uniform(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    private String idOf(RocketListenerEndpoint endpoint) {
        if (!endpoint.id().isEmpty()) {
            return endpoint.id();
        }
        String group = new ListenerSettings(new ConsumerSettings(), endpoint, properties.getConsumer(), applicationName)
                .group();
        return group.isEmpty() ? endpoint.handler().description() : group;
    }

    private static void require(String id, RocketListenerEndpoint endpoint, ListenerSettings settings) {
        if (endpoint.topics().isEmpty()) {
            throw new RocketMqConfigurationException(
                    describe(id, endpoint) + " has no topic.",
                    "Name at least one with @RocketMessageListener(topics = \"...\").",
                    null);
        }
        if (settings.group().isEmpty()) {
            throw new RocketMqConfigurationException(
                    describe(id, endpoint) + " has no consumer group.",
                    "Set consumerGroup in @RocketMessageListener, rocketmq.consumer.group, or"
                            + " spring.application.name.",
                    null);
        }
    }

    private static <T> T checked(String id, RocketListenerEndpoint endpoint, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException refused) {
            throw new RocketMqConfigurationException(
                    describe(id, endpoint) + " cannot be set up: " + refused.getMessage() + ".",
                    "Correct the value where it is set: rocketmq.listeners." + id
                            + ".*, @RocketMessageListener on the listener, rocketmq.consumer.*, or, for the group,"
                            + " spring.application.name; the first of these that sets it wins.",
                    refused);
        }
    }

    private static String describe(String id, RocketListenerEndpoint endpoint) {
        return "The RocketMQ listener '" + id + "' (" + endpoint.handler().description() + ")";
    }
}
