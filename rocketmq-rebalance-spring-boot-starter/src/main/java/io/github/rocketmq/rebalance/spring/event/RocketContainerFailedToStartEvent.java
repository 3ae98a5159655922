package io.github.rocketmq.rebalance.spring.event;

/** A container could not start. */
public final class RocketContainerFailedToStartEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    private final RuntimeException reason;

    public RocketContainerFailedToStartEvent(Origin origin, RuntimeException reason) {
        super(origin);
        this.reason = reason;
    }

    /** What was thrown. */
    public RuntimeException reason() {
        return reason;
    }
}
