package io.github.rocketmq.rebalance.rebalance;

import java.util.OptionalLong;

/**
 * How long this member may trust that a queue is its own. Counted from the moment the lock was asked for, so it ends here
 * before it ends at the broker. Times are the loop's milliseconds.
 *
 * @param until listeners may start before this
 * @param renewAt when the lock is to be asked for again
 * @param askedAt when a renewal was sent that is not answered yet
 */
public record Lease(long until, long renewAt, OptionalLong askedAt) {

    /** Of a queue that needs no lock. */
    public static final Lease UNLIMITED = new Lease(Long.MAX_VALUE, Long.MAX_VALUE, OptionalLong.empty());

    /** Of a queue whose lock another member holds. */
    public static final Lease LOST = new Lease(Long.MIN_VALUE, Long.MAX_VALUE, OptionalLong.empty());

    static Lease granted(long sentAt, LockPolicy policy) {
        return new Lease(sentAt + policy.lease(), sentAt + policy.renewInterval(), OptionalLong.empty());
    }

    boolean isLock() {
        return !equals(UNLIMITED);
    }

    boolean isLost() {
        return equals(LOST);
    }

    boolean validAt(long now) {
        return now < until;
    }

    Lease asked(long now) {
        return new Lease(until, renewAt, OptionalLong.of(now));
    }

    Lease retryAt(long time) {
        return new Lease(until, time, OptionalLong.empty());
    }

    /** Nothing starts any more until the lock is confirmed. */
    Lease suspect(long now) {
        return new Lease(Math.min(until, now), now, askedAt);
    }
}
