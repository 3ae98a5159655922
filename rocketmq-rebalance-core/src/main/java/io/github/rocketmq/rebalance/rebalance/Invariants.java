package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.QueueState.Committing;
import io.github.rocketmq.rebalance.rebalance.QueueState.Consuming;
import io.github.rocketmq.rebalance.rebalance.QueueState.Locking;
import io.github.rocketmq.rebalance.rebalance.QueueState.Owned;
import io.github.rocketmq.rebalance.rebalance.QueueState.Positioning;
import io.github.rocketmq.rebalance.rebalance.QueueState.Unlocking;
import java.util.Optional;

/**
 * What must hold of every transition, whatever the events were: the rules by which no message is lost or delivered twice.
 * A transition that breaks one is a bug of the machine and is not carried out.
 */
final class Invariants {

    private Invariants() {}

    /**
     * The transition, if it keeps all rules.
     *
     * @throws IllegalStateException naming the rule that is broken
     */
    static Transition keptBy(GroupState before, Transition transition, long now) {
        GroupState after = transition.state();
        for (Action action : transition.actions()) {
            if (action instanceof Action.StartConsuming start) {
                startsUnderALease(after, start);
            } else if (action instanceof Action.ExtendLease extend) {
                extendsNoLongerThanTheLease(after, extend);
            } else if (action instanceof Action.ResolveOffset resolve) {
                readsTheOffsetUnderALock(after, resolve);
            } else if (action instanceof Action.CommitFinally commit) {
                commitsUnderALease(after, commit, now);
            } else if (action instanceof Action.Unlock unlock) {
                unlocksWhatIsCommitted(before, after, unlock, now);
            } else if (action instanceof Action.Lock lock) {
                locksWhereItIsListed(after, lock, now);
            } else if (action instanceof Action.UnlockFor unlock) {
                reapsOnlyTheDead(after, unlock);
            }
        }
        stopsWhatItNoLongerConsumes(before, transition);
        return transition;
    }

    /** I1, I10: listeners start under a lease only, counted from the request for the lock. */
    private static void startsUnderALease(GroupState after, Action.StartConsuming start) {
        Lease lease = leaseOf(after, start.queue());
        require(
                after.queues().get(start.queue()) instanceof Consuming && start.until() <= lease.startableUntil(),
                "I1",
                start);
        after.policy()
                .locks()
                .filter(locks -> lease.isLock() && locks.lease() < Long.MAX_VALUE / 2)
                .ifPresent(locks -> require(lease.until() <= lease.grantedAt() + locks.lease(), "I1", start));
    }

    private static void extendsNoLongerThanTheLease(GroupState after, Action.ExtendLease extend) {
        require(extend.until() <= leaseOf(after, extend.queue()).startableUntil(), "I1", extend);
    }

    /** I2: the offset is read when the lock is granted. */
    private static void readsTheOffsetUnderALock(GroupState after, Action.ResolveOffset resolve) {
        require(after.queues().get(resolve.queue()) instanceof Positioning, "I2", resolve);
    }

    /** I3: whatever leaves Consuming is stopped, or was another holding that ended. */
    private static void stopsWhatItNoLongerConsumes(GroupState before, Transition transition) {
        if (before.queues() == transition.state().queues()) {
            return;
        }
        before.queues().forEach((queue, state) -> {
            if (state instanceof Consuming && !(transition.state().queues().get(queue) instanceof Consuming)) {
                require(
                        transition.actions().contains(new Action.StopConsuming(queue, state.generation())),
                        "I3",
                        queue);
            }
        });
    }

    /** I4: no commit without a lease, and one at a time. */
    private static void commitsUnderALease(GroupState after, Action.CommitFinally commit, long now) {
        require(
                after.queues().get(commit.queue()) instanceof Committing committing
                        && committing.retryAt().isEmpty()
                        && committing.lease().validAt(now),
                "I4",
                commit);
    }

    /** I5: the lock is given back when no earlier commit may take effect any more. */
    private static void unlocksWhatIsCommitted(GroupState before, GroupState after, Action.Unlock unlock, long now) {
        require(after.queues().get(unlock.queue()) instanceof Unlocking, "I6", unlock);
        QueueState earlier = before.queues().get(unlock.queue());
        require(!(earlier instanceof Consuming), "I3", unlock);
        if (earlier instanceof Committing committing && !committing.lease().isGone()) {
            require(committing.uncertainUntil() <= now || after.phase().isLeaving(), "I5", unlock);
        }
    }

    /** I7, I8, I13: locks are asked for where this member is listed; by newcomers only where owners had time to come back. */
    private static void locksWhereItIsListed(GroupState after, Action.Lock lock, long now) {
        QueueState state = after.queues().get(lock.queue());
        require(state instanceof Locking || state instanceof Owned, "I7", lock);
        Optional<LockPolicy> locks = after.policy().locks();
        BrokerState broker = after.brokers().get(lock.queue().brokerName());
        if (locks.isEmpty() || locks.get().heartbeatFreshness() == Long.MAX_VALUE) {
            return;
        }
        require(
                broker != null
                        && broker.acknowledgedAt().isPresent()
                        && now - broker.acknowledgedAt().getAsLong()
                                <= locks.get().heartbeatFreshness(),
                "I13",
                lock);
        if (state instanceof Locking) {
            BrokerState.Standing standing = broker == null ? BrokerState.NEW.standing() : broker.standing();
            require(
                    standing instanceof BrokerState.Standing.Settled
                            || (standing instanceof BrokerState.Standing.Settling settling && settling.until() <= now),
                    "I8",
                    lock);
        }
    }

    /** I11: locks are given back only for members of concurrent groups that are not listed. */
    private static void reapsOnlyTheDead(GroupState after, Action.UnlockFor unlock) {
        require(
                !after.members().contains(unlock.member())
                        && after.policy()
                                .locks()
                                .filter(locks -> locks.reapAfter().isPresent())
                                .isPresent(),
                "I11",
                unlock);
    }

    private static Lease leaseOf(GroupState state, MessageQueue queue) {
        return state.queues().get(queue) instanceof Owned owned ? owned.lease() : Lease.UNLIMITED;
    }

    private static void require(boolean kept, String rule, Object evidence) {
        if (!kept) {
            throw new IllegalStateException(
                    "rule " + rule + " of the hand-off is broken by " + evidence + "; this is a bug, please report it");
        }
    }
}
