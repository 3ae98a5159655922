package io.github.rocketmq.rebalance.spring.listener;

import java.util.Optional;

/** Makes a container of what the code and the properties say of a listener. */
@FunctionalInterface
public interface RocketListenerContainerFactory {

    /**
     * The container, not started; empty if the properties disable the listener.
     *
     * @throws RocketMqConfigurationException if the settings cannot work
     */
    Optional<RocketListenerContainer> create(ListenerDeclaration declaration);
}
