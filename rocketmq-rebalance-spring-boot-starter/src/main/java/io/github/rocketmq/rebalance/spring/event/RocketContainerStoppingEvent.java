package io.github.rocketmq.rebalance.spring.event;

/** A container begins to leave its group: running listeners end, offsets are committed. */
public final class RocketContainerStoppingEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    public RocketContainerStoppingEvent(Origin origin) {
        super(origin);
    }
}
