package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.Lease.Trust;
import io.github.rocketmq.rebalance.rebalance.QueueState.Committing;
import io.github.rocketmq.rebalance.rebalance.QueueState.Consuming;
import io.github.rocketmq.rebalance.rebalance.QueueState.Owned;
import io.github.rocketmq.rebalance.rebalance.QueueState.Positioning;
import io.github.rocketmq.rebalance.rebalance.QueueState.Unpositioned;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The leases' part of a {@link Step}: keeps the locks of queues that this member has, and its trust in them right. */
final class LeaseSteps {

    private final Step step;
    private final QueueSteps queues;

    LeaseSteps(Step step, QueueSteps queues) {
        this.step = step;
        this.queues = queues;
    }

    /**
     * Renews what is due, and with it whatever else is due within half an interval at the same brokers: of two turns at one broker
     * one always comes so soon after the other, so in the end a broker has one turn for all queues.
     */
    void renewWhatIsDue() {
        Set<String> due = new TreeSet<>();
        for (MessageQueue queue : queues.all()) {
            if (queues.get(queue) instanceof Owned owned && dueAt(queue, owned) <= step.now()) {
                due.add(queue.brokerName());
            }
        }
        if (due.isEmpty()) {
            return;
        }
        long soon = step.now() + policy().renewInterval() / 2;
        for (MessageQueue queue : queues.all()) {
            if (due.contains(queue.brokerName())
                    && queues.get(queue) instanceof Owned owned
                    && (dueAt(queue, owned) <= step.now()
                            || (owned.lease().askedAt().isEmpty()
                                    && owned.lease().renewAt() <= soon))) {
                queues.put(queue, owned.with(owned.lease().asked(step.now())));
                step.perform(new Action.Lock(queue, owned.generation()));
            }
        }
    }

    /** When the queue's lock is to be asked for again. */
    long dueAt(MessageQueue queue, Owned owned) {
        OptionalLong askedAt = owned.lease().askedAt();
        long renewAt = askedAt.isPresent()
                ? askedAt.getAsLong() + step.policy().answerTimeout()
                : owned.lease().renewAt();
        return renewAt == Long.MAX_VALUE
                ? renewAt
                : Math.max(renewAt, step.brokers().incumbentsFrom(queue.brokerName()));
    }

    /** Whether the lock is to be asked for as soon as the broker may be. */
    boolean isWanted(Owned owned) {
        return owned.lease().renewAt() <= step.now();
    }

    void granted(MessageQueue queue, Owned owned, long sentAt) {
        Lease before = owned.lease();
        if (!before.isLock() || before.isGone()) {
            return;
        }
        boolean kept = before.continuousAt(step.now(), policy());
        if (owned instanceof Positioning || owned instanceof Unpositioned) {
            Lease lease = before.renewed(sentAt, policy());
            if (kept && before.trust() == Trust.HELD) {
                queues.put(queue, owned.with(lease));
            } else {
                queues.askPosition(queue, owned.generation(), 1, lease);
            }
        } else if (kept) {
            replace(queue, owned, before.renewed(sentAt, policy()));
        } else {
            replace(queue, owned, before.doubted(sentAt, policy()));
            step.perform(new Action.CheckOffset(queue, owned.generation()));
        }
    }

    void refused(MessageQueue queue, Owned owned) {
        if (owned instanceof Positioning || owned instanceof Unpositioned) {
            step.locks().await(queue, owned.generation(), 1, "another member took its lock");
        } else {
            end(queue, owned, owned.lease().lost(), "another member took its lock");
        }
    }

    void notRenewed(MessageQueue queue, Owned owned, long landsUntil) {
        if (!owned.lease().isGone()) {
            queues.put(queue, owned.with(owned.lease().retryAt(step.now() + policy().longestRetry(), landsUntil)));
        }
    }

    void offsetStands(MessageQueue queue, long generation) {
        if (queues.current(queue, generation) instanceof Owned owned
                && owned.lease().trust() == Trust.DOUBTED) {
            replace(queue, owned, owned.lease().cleared());
        }
    }

    void offsetOvertaken(MessageQueue queue, long generation) {
        if (queues.current(queue, generation) instanceof Owned owned
                && owned.lease().trust() == Trust.DOUBTED) {
            end(
                    queue,
                    owned,
                    owned.lease().forfeited(),
                    "others consumed it while this member could not keep its lock");
        }
    }

    void offsetUnchecked(MessageQueue queue, long generation) {
        if (queues.current(queue, generation) instanceof Owned owned
                && owned.lease().trust() == Trust.DOUBTED) {
            notRenewed(queue, owned, 0);
        }
    }

    /** The connection closed, or another replica is the master: whether the locks are still there must be asked. */
    void brokerLost(String brokerName) {
        for (MessageQueue queue : queues.all()) {
            if (queue.brokerName().equals(brokerName)
                    && queues.get(queue) instanceof Owned owned
                    && owned.lease().isLock()
                    && !owned.lease().isGone()) {
                replace(queue, owned, owned.lease().suspect(step.now()));
            }
        }
    }

    /**
     * Nobody can lock the broker's queues, so nobody can take them over: who consumes them goes on, if no order is to be
     * kept. Nothing can be committed meanwhile.
     */
    void masterGone(String brokerName) {
        if (policy().need() == LockPolicy.Need.REQUIRED) {
            return;
        }
        for (MessageQueue queue : queues.all()) {
            if (queue.brokerName().equals(brokerName)
                    && queues.get(queue) instanceof Consuming consuming
                    && (consuming.lease().trust() == Trust.HELD
                            || consuming.lease().trust() == Trust.SUSPECT)) {
                replace(queue, consuming, consuming.lease().unguarded());
            }
        }
    }

    /** Puts another lease in place, and tells whoever goes by it. */
    void replace(MessageQueue queue, Owned owned, Lease lease) {
        Lease before = owned.lease();
        Owned changed = owned.with(lease);
        queues.put(queue, changed);
        boolean restored = before.trust() != lease.trust() && lease.trust() == Trust.HELD;
        if (changed instanceof Consuming) {
            step.perform(new Action.ExtendLease(queue, owned.generation(), lease.startableUntil()));
            if (restored) {
                step.perform(new Action.CommitAgain(queue, owned.generation()));
            }
        } else if (changed instanceof Committing committing && lease.validAt(step.now())) {
            step.commits().leaseChanged(queue, committing);
        }
    }

    private void end(MessageQueue queue, Owned owned, Lease lease, String reason) {
        if (owned instanceof Consuming consuming) {
            step.perform(new Action.ReportLost(queue, reason));
            queues.drain(queue, consuming, OptionalLong.empty(), lease);
        } else {
            Owned changed = owned.with(lease);
            queues.put(queue, changed);
            if (changed instanceof Committing committing) {
                step.commits().leaseChanged(queue, committing);
            }
        }
    }

    private LockPolicy policy() {
        return step.locks().policy();
    }
}
