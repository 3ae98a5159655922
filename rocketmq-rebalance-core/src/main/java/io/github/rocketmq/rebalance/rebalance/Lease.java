package io.github.rocketmq.rebalance.rebalance;

import java.util.OptionalLong;

/**
 * How long this member may trust that a queue is its own. Counted from the moment the lock was asked for, so it ends here
 * before it ends at the broker. Times are the loop's milliseconds.
 *
 * @param trust what is known of the lock
 * @param grantedAt when the lock was asked for that the broker granted last
 * @param until listeners may start before this
 * @param renewAt when the lock is to be asked for again
 * @param askedAt when a renewal was sent that is not answered yet
 * @param uncertainUntil until when a renewal may still take effect whose answer never came; 0 if there is none
 */
public record Lease(Trust trust, long grantedAt, long until, long renewAt, OptionalLong askedAt, long uncertainUntil) {

    /** What is known of a lock. */
    public enum Trust {
        /** None is needed. */
        UNLIMITED,
        /** It is this member's until {@code until}, and at the broker for some time after. */
        HELD,
        /** The broker has no master, only replicas to read from, so nobody can lock the queue and take it over. */
        UNGUARDED,
        /** The connection to the broker closed: it may have restarted, and forgotten all locks. */
        SUSPECT,
        /** It was granted again after a gap in which others may have had it: whether they moved the offset is asked. */
        DOUBTED,
        /** It was granted again after others had the queue: what this member knows of its offset is old. */
        FORFEITED,
        /** Another member has it. */
        LOST
    }

    /** Of a queue that needs no lock. */
    public static final Lease UNLIMITED =
            new Lease(Trust.UNLIMITED, 0, Long.MAX_VALUE, Long.MAX_VALUE, OptionalLong.empty(), 0);

    static Lease granted(long sentAt, LockPolicy policy) {
        return new Lease(
                Trust.HELD, sentAt, sentAt + policy.lease(), sentAt + policy.renewInterval(), OptionalLong.empty(), 0);
    }

    /** Whether there is a lock to be renewed and given back. */
    boolean isLock() {
        return trust != Trust.UNLIMITED;
    }

    /** Whether nothing that this member knows of the queue is worth storing any more. */
    boolean isGone() {
        return trust == Trust.LOST || trust == Trust.FORFEITED;
    }

    /** Whether the queue is this member's beyond doubt, so that its offset may be stored. */
    public boolean validAt(long now) {
        return trust == Trust.UNLIMITED || (trust == Trust.HELD && now < until);
    }

    /** Whether a lock that is granted again at this time cannot have been another member's since. */
    boolean continuousAt(long now, LockPolicy policy) {
        boolean kept = now < grantedAt + policy.brokerLife();
        return switch (trust) {
            case HELD -> kept;
            case SUSPECT -> kept && now < until + policy.settleTime();
            case UNLIMITED -> true;
            case UNGUARDED, DOUBTED, FORFEITED, LOST -> false;
        };
    }

    /** The same lock, asked for again. */
    Lease asked(long now) {
        return new Lease(trust, grantedAt, until, renewAt, OptionalLong.of(now), uncertainUntil);
    }

    /** The renewal failed, and is to be tried again. */
    Lease retryAt(long time, long mayStillTakeEffectUntil) {
        return new Lease(
                trust, grantedAt, until, time, OptionalLong.empty(), Math.max(uncertainUntil, mayStillTakeEffectUntil));
    }

    /** The broker granted it again, without a gap. */
    Lease renewed(long sentAt, LockPolicy policy) {
        return granted(sentAt, policy).uncertainAs(this);
    }

    /** The broker granted it again, after a gap. */
    Lease doubted(long sentAt, LockPolicy policy) {
        Lease granted = granted(sentAt, policy);
        return new Lease(Trust.DOUBTED, sentAt, granted.until, granted.renewAt, OptionalLong.empty(), uncertainUntil);
    }

    /** Nobody moved the offset in the gap. */
    Lease cleared() {
        return new Lease(Trust.HELD, grantedAt, until, renewAt, askedAt, uncertainUntil);
    }

    /** Others had the queue in the gap. */
    Lease forfeited() {
        return ended(Trust.FORFEITED);
    }

    /** Another member has the lock. */
    Lease lost() {
        return ended(Trust.LOST);
    }

    /** Nobody can take the queue over until the broker has a master again. */
    Lease unguarded() {
        return new Lease(
                Trust.UNGUARDED, grantedAt, Long.MAX_VALUE, Long.MAX_VALUE, OptionalLong.empty(), uncertainUntil);
    }

    /** Nothing starts any more until the lock is confirmed. */
    Lease suspect(long now) {
        Trust worse = trust == Trust.HELD || trust == Trust.UNGUARDED ? Trust.SUSPECT : trust;
        return new Lease(worse, grantedAt, Math.min(until, now), now, askedAt, uncertainUntil);
    }

    /** Before when listeners may start, as the window is told. */
    long startableUntil() {
        return switch (trust) {
            case UNLIMITED, UNGUARDED, HELD, SUSPECT -> until;
            case DOUBTED, FORFEITED, LOST -> Long.MIN_VALUE;
        };
    }

    private Lease ended(Trust how) {
        return new Lease(how, grantedAt, Long.MIN_VALUE, Long.MAX_VALUE, OptionalLong.empty(), uncertainUntil);
    }

    private Lease uncertainAs(Lease before) {
        return new Lease(trust, grantedAt, until, renewAt, askedAt, before.uncertainUntil);
    }
}
