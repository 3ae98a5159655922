package io.github.rocketmq.rebalance.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and keys of the observation of a listener. A bean of this type replaces the default. */
public interface RocketListenerObservationConvention extends ObservationConvention<RocketListenerObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof RocketListenerObservationContext;
    }
}
