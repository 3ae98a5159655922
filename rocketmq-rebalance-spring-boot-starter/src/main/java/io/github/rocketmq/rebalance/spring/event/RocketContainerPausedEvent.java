package io.github.rocketmq.rebalance.spring.event;

import io.github.rocketmq.rebalance.api.PauseMode;

/** A container takes no messages until it is resumed. */
public final class RocketContainerPausedEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    private final PauseMode mode;

    public RocketContainerPausedEvent(Origin origin, PauseMode mode) {
        super(origin);
        this.mode = mode;
    }

    /** Whether it keeps its queues. */
    public PauseMode mode() {
        return mode;
    }
}
