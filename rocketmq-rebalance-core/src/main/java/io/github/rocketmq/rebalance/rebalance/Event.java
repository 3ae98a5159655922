package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.OptionalLong;
import java.util.Set;

/** What the machine hears. An event that carries an attempt or a generation other than the current one changes nothing. */
public sealed interface Event {

    /** The member joins its group. */
    record Started() implements Event {}

    /** Something happened that may change who owns what. */
    record LookWanted(Trigger trigger) implements Event {}

    /** Members and routes are known. */
    record ViewFetched(long attempt, GroupView view) implements Event {}

    /** Members or routes could not be had. */
    record ViewFailed(long attempt, ViewProblem problem) implements Event {}

    /** The interval was changed while the member runs. */
    record IntervalChanged(long intervalMillis) implements Event {}

    /** The member subscribes to these topics from now on; its retry topic is one of them. */
    record TopicsChanged(Set<String> topics) implements Event {
        public TopicsChanged {
            topics = Set.copyOf(topics);
        }
    }

    /** Give up everything for a while, so that other members take over. */
    record ReleaseRequested() implements Event {}

    /** Take part again. */
    record ReturnRequested() implements Event {}

    /**
     * The broker granted a lock, for the first time or again.
     *
     * @param sentAt when it was asked for
     */
    record Locked(MessageQueue queue, long generation, long sentAt) implements Event {}

    /** The broker answered that another member has the lock. */
    record LockRefused(MessageQueue queue, long generation) implements Event {}

    /**
     * The broker could not be asked for a lock.
     *
     * @param uncertainSince when the request was sent, if it may be granted all the same
     */
    record LockFailed(MessageQueue queue, long generation, String reason, OptionalLong uncertainSince)
            implements Event {}

    /** The broker gives no locks: it knows no such request, or does not permit it. */
    record LocksRefused(String brokerName, String reason) implements Event {}

    /** The broker confirmed that the lock is free. */
    record Unlocked(MessageQueue queue, long generation) implements Event {}

    /**
     * The broker did not confirm that the lock is free.
     *
     * @param uncertainSince when the request was sent, if it may take effect all the same
     */
    record UnlockFailed(MessageQueue queue, long generation, String reason, OptionalLong uncertainSince)
            implements Event {}

    /** The connection to a broker closed: it may have restarted, and forgotten all locks. */
    record BrokerLost(String brokerName) implements Event {}

    /** The broker has no master any more, only replicas to read from. */
    record MasterGone(String brokerName) implements Event {}

    /** Another replica is this broker's master now. */
    record MasterReplaced(String brokerName) implements Event {}

    /** The broker confirmed a heartbeat that names this member. */
    record HeartbeatConfirmed(String brokerName) implements Event {}

    /** How long the broker has been up, in milliseconds; empty if it does not say. */
    record UptimeLearned(String brokerName, OptionalLong uptime) implements Event {}

    /** The stored offset is not behind what this member stored last: nobody else consumed the queue. */
    record OffsetStands(MessageQueue queue, long generation) implements Event {}

    /** The stored offset is behind what this member stored last: somebody else consumed the queue meanwhile. */
    record OffsetOvertaken(MessageQueue queue, long generation) implements Event {}

    /** Whether the stored offset moved could not be learned. */
    record OffsetUnchecked(MessageQueue queue, long generation) implements Event {}

    /** The members that all masters together know of. */
    record MembersEverywhere(long attempt, Set<ClientId> members) implements Event {
        public MembersEverywhere {
            members = Set.copyOf(members);
        }
    }

    /** Not all masters said which members they know of. */
    record MembersUnknown(long attempt, String reason) implements Event {}

    /**
     * The queue's first offset is known.
     *
     * @param stored whether the offset store named it; if not, it follows from the start position and is not stored yet
     */
    record OffsetResolved(MessageQueue queue, long generation, long offset, boolean stored) implements Event {}

    /** The queue's first offset could not be learned. */
    record OffsetUnresolved(MessageQueue queue, long generation, String reason) implements Event {}

    /** The broker moved the group's offset in the queue, or the queue no longer has the offset that was asked for. */
    record OffsetMoved(MessageQueue queue, long generation, long offset) implements Event {}

    /** No listener runs any more for a queue that was stopped. */
    record QueueDrained(MessageQueue queue, long generation) implements Event {}

    /** The queue's last offset is confirmed. */
    record FinalCommitConfirmed(MessageQueue queue, long generation) implements Event {}

    /**
     * The queue's last offset is not confirmed.
     *
     * @param doubtfulUntil until when this commit or an earlier one may take effect although its answer never came, loop
     *     milliseconds; 0 if there is none
     */
    record FinalCommitFailed(MessageQueue queue, long generation, String reason, long doubtfulUntil) implements Event {}

    /** The time asked for by {@link Action.WakeAt} has come. */
    record Woke() implements Event {}

    /** The member leaves its group. */
    record LeaveRequested() implements Event {}

    /** The brokers were told, or did not answer. */
    record Departed() implements Event {}
}
