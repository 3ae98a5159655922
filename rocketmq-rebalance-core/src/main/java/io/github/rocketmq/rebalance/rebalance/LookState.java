package io.github.rocketmq.rebalance.rebalance;

import java.util.Optional;

/** Whether a look at the group is under way; there is never more than one. */
public sealed interface LookState {

    /** The next look starts at {@code nextAt}. */
    record Resting(long nextAt, Trigger trigger) implements LookState {}

    /**
     * Members and routes are being asked for.
     *
     * @param attempt tells this look's answers from an earlier one's
     * @param again why another look must follow this one, because something happened since it started
     */
    record Looking(long attempt, Trigger trigger, long since, Optional<Trigger> again) implements LookState {}
}
