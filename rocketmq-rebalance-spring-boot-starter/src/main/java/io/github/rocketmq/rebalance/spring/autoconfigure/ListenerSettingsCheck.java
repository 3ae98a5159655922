package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.spring.listener.PushConsumerFactory;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Looks over the settings when all listeners are known and none has started. */
final class ListenerSettingsCheck implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(ListenerSettingsCheck.class);

    private final RocketMqProperties properties;
    private final RocketListenerRegistry registry;
    private final Supplier<Set<String>> declaredIds;
    private final ObjectProvider<PushConsumerFactory> consumers;
    private final Duration shutdownTimeout;

    /**
     * Checks once, when Spring says that all singletons exist.
     *
     * @param declaredIds the ids of all listeners, also of the disabled ones
     */
    ListenerSettingsCheck(
            RocketMqProperties properties,
            RocketListenerRegistry registry,
            Supplier<Set<String>> declaredIds,
            ObjectProvider<PushConsumerFactory> consumers,
            Duration shutdownTimeout) {
        this.properties = properties;
        this.registry = registry;
        this.declaredIds = declaredIds;
        this.consumers = consumers;
        this.shutdownTimeout = shutdownTimeout;
    }

    @Override
    public void afterSingletonsInstantiated() {
        properties.getListeners().keySet().forEach(this::warnIfUnknown);
        registry.containers().forEach(this::warnIfDrainedTooLong);
        if (!registry.containers().isEmpty()) {
            // A name server that is missing or misspelt must stop the start here, not after the web server is up.
            PushConsumerFactory factory = consumers.getObject();
            registry.containers().stream()
                    .map(RocketListenerContainer::cluster)
                    .distinct()
                    .forEach(factory::prepare);
        }
    }

    private void warnIfUnknown(String key) {
        if (declaredIds.get().stream().noneMatch(id -> PropertiesListenerContainerFactory.means(key, id))) {
            log.warn(
                    "rocketmq.listeners.{} means no listener and has no effect; the listeners are {}",
                    key,
                    new TreeSet<>(declaredIds.get()));
        }
    }

    private void warnIfDrainedTooLong(RocketListenerContainer container) {
        Duration drainTimeout = container.options().drainTimeout();
        if (drainTimeout.compareTo(shutdownTimeout) >= 0) {
            log.warn(
                    "Listener '{}' may drain for {}, but Spring waits only {} for it to stop; shorten"
                            + " rocketmq.consumer.drain-timeout or lengthen"
                            + " spring.lifecycle.timeout-per-shutdown-phase",
                    container.id(),
                    drainTimeout,
                    shutdownTimeout);
        }
    }
}
