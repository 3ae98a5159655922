package io.github.rocketmq.rebalance.api;

import java.time.Instant;

/** What a member has of a held queue's lock at its broker. */
public sealed interface LockSnapshot {

    /** None is needed: the group has no locks, or nobody could take this one, or it is being given back. */
    record NotNeeded() implements LockSnapshot {}

    /**
     * It is this member's, and renewed long before it ends.
     *
     * @param until listeners may start before this
     */
    record Held(Instant until) implements LockSnapshot {}

    /**
     * It is not this member's, or not for sure, so no listener starts.
     *
     * @param since when it was lost, or first asked for
     */
    record Missing(Instant since) implements LockSnapshot {}
}
