package io.github.rocketmq.rebalance.spring.event;

/** A container has a running consumer, which tries to reach its brokers until it is stopped. */
public final class RocketContainerStartedEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    public RocketContainerStartedEvent(Origin origin) {
        super(origin);
    }
}
