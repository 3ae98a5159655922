package io.github.rocketmq.rebalance.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and keys of the observation of a sent message. A bean of this type replaces the default. */
public interface RocketSendObservationConvention extends ObservationConvention<RocketSendObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof RocketSendObservationContext;
    }
}
