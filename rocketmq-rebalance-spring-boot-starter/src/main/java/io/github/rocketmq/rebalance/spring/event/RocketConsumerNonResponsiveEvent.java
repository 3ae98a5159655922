package io.github.rocketmq.rebalance.spring.event;

/** A running consumer has not reached the cluster for long. Published once each time that this happens. */
public final class RocketConsumerNonResponsiveEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    private final String reason;

    public RocketConsumerNonResponsiveEvent(Origin origin, String reason) {
        super(origin);
        this.reason = reason;
    }

    /** What has not happened for how long. */
    public String reason() {
        return reason;
    }
}
