package io.github.rocketmq.rebalance.spring.event;

import java.time.Duration;

/** A listener that was reported idle got a message. */
public final class RocketListenerNoLongerIdleEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    private final String listenerId;
    private final Duration idleFor;

    public RocketListenerNoLongerIdleEvent(Origin origin, String listenerId, Duration idleFor) {
        super(origin);
        this.listenerId = listenerId;
        this.idleFor = idleFor;
    }

    /** The listener. */
    public String listenerId() {
        return listenerId;
    }

    /** How long it had been idle. */
    public Duration idleFor() {
        return idleFor;
    }
}
