package io.github.rocketmq.rebalance.spring.observation;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.ListenerObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes an {@link RocketListenerObservation} of each call of a listener. Safe for use by any thread. */
public final class ObservedListeners implements ListenerObserver {

    private static final RocketListenerObservationConvention DEFAULT = new DefaultRocketListenerObservationConvention();

    private final ObservationRegistry registry;
    private final @Nullable RocketListenerObservationConvention convention;
    private final Function<ListenerIdentity, RocketListenerFacts> facts;

    /**
     * Observes into a registry.
     *
     * @param convention the application's own; null for the default
     * @param facts asked at each call, so it must answer quickly
     */
    public ObservedListeners(
            ObservationRegistry registry,
            @Nullable RocketListenerObservationConvention convention,
            Function<ListenerIdentity, RocketListenerFacts> facts) {
        this.registry = registry;
        this.convention = convention;
        this.facts = facts;
    }

    @Override
    public Observed begin(ListenerIdentity listener, String group, List<Message> messages, boolean batch) {
        RocketListenerObservationContext context =
                new RocketListenerObservationContext(listener, group, messages, batch, facts.apply(listener));
        Observation observation =
                RocketListenerObservation.PROCESS.observation(convention, DEFAULT, () -> context, registry);
        return new ObservedCall(observation.start(), context);
    }

    private record ObservedCall(Observation observation, RocketListenerObservationContext context) implements Observed {

        @Override
        public AutoCloseable openScope() {
            return observation.openScope();
        }

        @Override
        public void end(List<ConsumeResult> results, @Nullable Throwable failure) {
            context.results(results);
            if (failure != null) {
                observation.error(failure);
            }
            observation.stop();
        }
    }
}
