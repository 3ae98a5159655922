package io.github.rocketmq.rebalance.spring.observation;

/** OpenTelemetry's names from 1.27 to 1.44, for dashboards that were made for them. Declare it as a bean. */
public class V144RocketSendObservationConvention extends DefaultRocketSendObservationConvention {

    public V144RocketSendObservationConvention() {
        super(MessagingNames.V1_44);
    }
}
