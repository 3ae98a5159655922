package io.github.rocketmq.rebalance.spring.event;

/** A container is about to join its group. */
public final class RocketContainerStartingEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    public RocketContainerStartingEvent(Origin origin) {
        super(origin);
    }
}
