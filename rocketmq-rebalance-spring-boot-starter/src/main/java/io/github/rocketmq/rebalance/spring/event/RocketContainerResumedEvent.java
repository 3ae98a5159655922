package io.github.rocketmq.rebalance.spring.event;

/** A container goes on after a pause. */
public final class RocketContainerResumedEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    public RocketContainerResumedEvent(Origin origin) {
        super(origin);
    }
}
