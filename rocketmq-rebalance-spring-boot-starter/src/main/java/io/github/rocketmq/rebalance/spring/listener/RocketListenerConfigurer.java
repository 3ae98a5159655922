package io.github.rocketmq.rebalance.spring.listener;

/**
 * A bean that registers listeners by code. All beans of this type are called once, in their order, when the application's
 * singletons exist and before any listener starts.
 */
@FunctionalInterface
public interface RocketListenerConfigurer {

    /** Registers listeners with {@link RocketListenerRegistry#register}. */
    void configureListeners(RocketListenerRegistry registry);
}
