package io.github.rocketmq.rebalance.spring.event;

/** A container has left its group. */
public final class RocketContainerStoppedEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    public RocketContainerStoppedEvent(Origin origin) {
        super(origin);
    }
}
