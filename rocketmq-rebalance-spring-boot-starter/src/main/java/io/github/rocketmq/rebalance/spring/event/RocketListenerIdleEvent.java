package io.github.rocketmq.rebalance.spring.event;

import java.time.Duration;

/** A listener got no message for its {@code idle-event-interval}; published again each time that long passes. */
public final class RocketListenerIdleEvent extends RocketContainerEvent {

    private static final long serialVersionUID = 1;

    private final String listenerId;
    private final Duration idleFor;
    private final boolean paused;

    public RocketListenerIdleEvent(Origin origin, String listenerId, Duration idleFor, boolean paused) {
        super(origin);
        this.listenerId = listenerId;
        this.idleFor = idleFor;
        this.paused = paused;
    }

    /** The idle listener; others in the container may be busy. */
    public String listenerId() {
        return listenerId;
    }

    /** Since its last message ended, or since the container started. */
    public Duration idleFor() {
        return idleFor;
    }

    /** Whether the container is paused, which explains it. */
    public boolean isPaused() {
        return paused;
    }
}
