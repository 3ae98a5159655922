package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.Optional;

/** Lays the application's settings over what the code says of a listener. */
@FunctionalInterface
public interface RocketListenerContainerFactory {

    /**
     * The listener, ready for a container; empty if the properties disable it.
     *
     * @throws RocketMqConfigurationException if the settings cannot work
     */
    Optional<ListenerSetup> prepare(RocketListenerEndpoint endpoint);
}
