package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.spring.api.RocketRebalanceListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.context.ApplicationEvent;

/**
 * What the containers of one application have in common.
 *
 * @param consumers asked at each start for what makes the new consumer
 * @param preparation asked for what lays settings over an endpoint that is registered by code
 * @param events takes what happens to containers
 * @param rebalanceListeners asked at each start for who hears of queues, in their order
 * @param clock tells the time of starts and of idleness
 * @param stopLimit how long all containers together are awaited when the application stops
 */
public record ListenerServices(
        Supplier<PushConsumerFactory> consumers,
        Supplier<RocketListenerContainerFactory> preparation,
        Consumer<ApplicationEvent> events,
        Supplier<List<RocketRebalanceListener>> rebalanceListeners,
        InstantSource clock,
        Duration stopLimit) {

    /** A second less than Spring waits by default. */
    public static final Duration DEFAULT_STOP_LIMIT = Duration.ofSeconds(29);

    /** Of an application that registers no endpoints and hears of nothing. */
    static ListenerServices silent(Supplier<PushConsumerFactory> consumers, InstantSource clock) {
        return new ListenerServices(
                consumers,
                () -> {
                    throw new IllegalStateException("this registry has no RocketListenerContainerFactory");
                },
                event -> {},
                List::of,
                clock,
                DEFAULT_STOP_LIMIT);
    }
}
