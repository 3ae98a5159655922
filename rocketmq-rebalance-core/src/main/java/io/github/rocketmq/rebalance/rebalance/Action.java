package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the machine wants done. Each action that asks something is answered by an {@link Event}. */
public sealed interface Action {

    /** Ask for members and routes. */
    record FetchView(long attempt) implements Action {}

    /** Tell all brokers that this member lives. */
    record SendHeartbeat() implements Action {}

    /** Tell one broker that this member lives, before locks are asked for there. */
    record SendHeartbeatTo(String brokerName) implements Action {}

    /**
     * Ask a broker how long it has been up.
     *
     * @param unlessUnusedFor a broker that has not been up for so many milliseconds need not say if no member of the group
     *     ever stored an offset there, because nobody comes back then; 0 if it matters always
     */
    record AskUptime(String brokerName, long unlessUnusedFor) implements Action {}

    /** Ask all masters which members they know of. */
    record AskMembersEverywhere(long attempt) implements Action {}

    /** Give locks back that a member left behind when it died. */
    record UnlockFor(ClientId member, SortedSet<MessageQueue> queues) implements Action {
        public UnlockFor {
            queues = Collections.unmodifiableSortedSet(new TreeSet<>(queues));
        }
    }

    /** A broker gives no locks, so that its queues change hands without. */
    record ReportLockless(String brokerName, String reason) implements Action {}

    /** Find out whether the stored offset is behind what this member stored last. */
    record CheckOffset(MessageQueue queue, long generation) implements Action {}

    /** Store the offset again, although it did not change: the broker may have forgotten it. */
    record CommitAgain(MessageQueue queue, long generation) implements Action {}

    /** Ask the queue's broker for its lock, for the first time or again. */
    record Lock(MessageQueue queue, long generation) implements Action {}

    /** Give the lock back; goes out only after whatever was asked about the same lock before is answered. */
    record Unlock(MessageQueue queue, long generation) implements Action {}

    /** Let listeners start before this time, loop milliseconds. */
    record ExtendLease(MessageQueue queue, long generation, long until) implements Action {}

    /**
     * Learn where to start in a queue.
     *
     * @param added whether the topic gained the queue while this member watched
     */
    record ResolveOffset(MessageQueue queue, long generation, boolean added) implements Action {}

    /**
     * Pull and deliver from an offset on.
     *
     * @param stored whether the offset store has this offset already
     * @param until listeners may start before this time, loop milliseconds
     */
    record StartConsuming(MessageQueue queue, long generation, long offset, boolean stored, long until)
            implements Action {}

    /** Pull and start no more, and say when the last listener returned. */
    record StopConsuming(MessageQueue queue, long generation) implements Action {}

    /**
     * Commit what was consumed without a gap, confirmed.
     *
     * @param offset to commit instead, if the broker moved the group's offset
     */
    record CommitFinally(MessageQueue queue, long generation, OptionalLong offset) implements Action {}

    /** Drop everything about a queue. */
    record Forget(MessageQueue queue, long generation) implements Action {}

    /** Queues whose consumption starts now. */
    record AnnounceAssigned(SortedSet<MessageQueue> queues) implements Action {
        public AnnounceAssigned {
            queues = Collections.unmodifiableSortedSet(new TreeSet<>(queues));
        }
    }

    /** Queues that are gone now. */
    record AnnounceRevoked(SortedSet<MessageQueue> queues) implements Action {
        public AnnounceRevoked {
            queues = Collections.unmodifiableSortedSet(new TreeSet<>(queues));
        }
    }

    /** A look ended. */
    record ReportLook(LookOutcome outcome) implements Action {}

    /**
     * A queue ends without a clean hand-over: what was consumed of it last is not stored, or somebody still consumes it.
     * The next {@link AnnounceRevoked} that names the queue is to be announced as a loss.
     */
    record ReportLost(MessageQueue queue, String reason) implements Action {}

    /** A queue was given up although something was still open that ends by itself. */
    record ReportUnclean(MessageQueue queue, String reason) implements Action {}

    /** Tell the brokers that this member is gone, for good or for a while. */
    record Depart() implements Action {}

    /** Send {@link Event.Woke} at this time; replaces the time asked for before. */
    record WakeAt(long time) implements Action {}
}
