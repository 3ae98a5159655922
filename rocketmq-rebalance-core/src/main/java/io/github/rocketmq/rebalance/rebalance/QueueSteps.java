package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.QueueState.Committing;
import io.github.rocketmq.rebalance.rebalance.QueueState.Consuming;
import io.github.rocketmq.rebalance.rebalance.QueueState.Draining;
import io.github.rocketmq.rebalance.rebalance.QueueState.LockAwaited;
import io.github.rocketmq.rebalance.rebalance.QueueState.Locking;
import io.github.rocketmq.rebalance.rebalance.QueueState.Owned;
import io.github.rocketmq.rebalance.rebalance.QueueState.Positioning;
import io.github.rocketmq.rebalance.rebalance.QueueState.Unpositioned;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The queues' part of a {@link Step}: moves each held queue along its life. */
final class QueueSteps {

    /** The pause before the first repetition of a step that failed, doubled each time up to the policy's. */
    private static final long FIRST_RETRY_MILLIS = 100;

    private final Step step;
    private final SortedMap<MessageQueue, QueueState> before;
    private final SortedMap<MessageQueue, QueueState> queues;
    private final SortedSet<MessageQueue> assigned = new TreeSet<>();
    private final SortedSet<MessageQueue> revoked = new TreeSet<>();

    QueueSteps(Step step, SortedMap<MessageQueue, QueueState> before) {
        this.step = step;
        this.before = before;
        this.queues = new TreeMap<>(before);
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    SortedMap<MessageQueue, QueueState> result() {
        return queues.equals(before) ? before : queues;
    }

    /** The queue's state, if this holding of it is still the current one. */
    @Nullable
    QueueState current(MessageQueue queue, long generation) {
        QueueState state = queues.get(queue);
        return state != null && state.generation() == generation ? state : null;
    }

    void put(MessageQueue queue, QueueState state) {
        queues.put(queue, state);
    }

    List<MessageQueue> all() {
        return new ArrayList<>(queues.keySet());
    }

    @Nullable
    QueueState get(MessageQueue queue) {
        return queues.get(queue);
    }

    void positioned(Event.OffsetResolved resolved) {
        MessageQueue queue = resolved.queue();
        long generation = resolved.generation();
        if (current(queue, generation) instanceof Positioning positioning) {
            Lease lease = positioning.lease();
            queues.put(queue, new Consuming(generation, lease));
            step.perform(new Action.StartConsuming(
                    queue, generation, resolved.offset(), resolved.stored(), lease.startableUntil()));
            assigned.add(queue);
        }
    }

    void notPositioned(MessageQueue queue, long generation, String reason) {
        if (current(queue, generation) instanceof Positioning positioning) {
            int attempt = positioning.attempt();
            queues.put(
                    queue,
                    new Unpositioned(
                            generation, attempt, step.now() + retryDelay(attempt), reason, positioning.lease()));
        }
    }

    void drain(MessageQueue queue, long generation, OptionalLong continueAt) {
        if (current(queue, generation) instanceof Consuming consuming) {
            drain(queue, consuming, continueAt, consuming.lease());
        }
    }

    void drain(MessageQueue queue, Consuming consuming, OptionalLong continueAt, Lease lease) {
        queues.put(queue, new Draining(consuming.generation(), step.now(), continueAt, lease));
        step.perform(new Action.StopConsuming(queue, consuming.generation()));
    }

    void drained(MessageQueue queue, long generation) {
        if (current(queue, generation) instanceof Draining draining) {
            step.commits().begin(queue, draining);
        }
    }

    /** Gives up what is not wanted, does what is due, takes what is wanted and not held. */
    void settle(Set<MessageQueue> target) {
        for (MessageQueue queue : all()) {
            QueueState state = queues.get(queue);
            if (state != null && !target.contains(queue)) {
                giveUp(queue, state);
            }
            QueueState then = queues.get(queue);
            if (then != null) {
                doWhatIsDue(queue, then);
            }
        }
        for (MessageQueue queue : target) {
            if (!queues.containsKey(queue)) {
                acquire(queue);
            }
        }
        if (step.policy().locks().isPresent()) {
            step.brokers().settle(lockBrokers());
            for (MessageQueue queue : all()) {
                QueueState state = queues.get(queue);
                if (state != null) {
                    step.locks().askWhatIsDue(queue, state);
                }
            }
            step.leases().renewWhatIsDue();
        }
        if (!revoked.isEmpty()) {
            step.perform(new Action.AnnounceRevoked(revoked));
        }
        if (!assigned.isEmpty()) {
            step.perform(new Action.AnnounceAssigned(assigned));
        }
    }

    /** When the next queue needs attention; {@link Long#MAX_VALUE} if none does. */
    long dueAt() {
        long due = step.brokers().dueAt(lockBrokers());
        for (var entry : queues.entrySet()) {
            due = Math.min(due, dueAt(entry.getKey(), entry.getValue()));
        }
        return due;
    }

    void askPosition(MessageQueue queue, long generation, int attempt, Lease lease) {
        queues.put(queue, new Positioning(generation, attempt, step.now(), lease));
        step.perform(new Action.ResolveOffset(queue, generation, step.isAdded(queue)));
    }

    /** Drops the queue from the state; {@code announced} says whether the application took it for its own. */
    void forget(MessageQueue queue, long generation, boolean announced) {
        queues.remove(queue);
        step.perform(new Action.Forget(queue, generation));
        if (announced) {
            revoked.add(queue);
        }
    }

    /** Nothing is open any more: gives the lock back if there is one, and forgets the queue. */
    void release(MessageQueue queue, Owned state, boolean announced) {
        Lease lease = state.lease();
        if (lease.isLock() && lease.trust() != Lease.Trust.LOST) {
            step.locks().unlock(queue, state.generation(), 1, announced, lease.uncertainUntil());
        } else {
            forget(queue, state.generation(), announced);
            if (lease.uncertainUntil() > step.now()) {
                step.locks().bar(queue, state.generation(), lease.uncertainUntil());
            }
        }
    }

    /** Brokers at which this member waits for a lock or for a renewal, or is to give locks back for others. */
    private Set<String> lockBrokers() {
        Set<String> names = step.reaping().brokers();
        queues.forEach((queue, state) -> {
            if (state instanceof LockAwaited
                    || (state instanceof Owned owned && step.leases().isWanted(owned))) {
                names.add(queue.brokerName());
            }
        });
        return names;
    }

    private void acquire(MessageQueue queue) {
        long generation = step.nextNumber();
        if (step.policy().locks().isPresent()) {
            step.locks().want(queue, generation);
        } else {
            askPosition(queue, generation, 1, Lease.UNLIMITED);
        }
    }

    private long dueAt(MessageQueue queue, QueueState state) {
        if (state instanceof Owned owned) {
            return Math.min(ownDueAt(owned), step.leases().dueAt(queue, owned));
        }
        return step.locks().dueAt(queue, state);
    }

    private long ownDueAt(Owned state) {
        RebalancePolicy policy = step.policy();
        if (state instanceof Positioning positioning) {
            return positioning.askedAt() + policy.answerTimeout();
        }
        if (state instanceof Unpositioned unpositioned) {
            return unpositioned.retryAt();
        }
        if (state instanceof Draining draining) {
            return draining.since() + policy.drainTimeout();
        }
        return state instanceof Committing committing ? step.commits().dueAt(committing) : Long.MAX_VALUE;
    }

    private void giveUp(MessageQueue queue, QueueState state) {
        if (state instanceof Consuming) {
            drain(queue, state.generation(), OptionalLong.empty());
        } else if (state instanceof LockAwaited) {
            forget(queue, state.generation(), false);
        } else if (state instanceof Locking) {
            // The lock may be granted at any moment, and would then be nobody's until it ends by itself.
            step.locks().unlock(queue, state.generation(), 1, false, 0);
        } else if (state instanceof Positioning positioning) {
            release(queue, positioning, false);
        } else if (state instanceof Unpositioned unpositioned) {
            release(queue, unpositioned, false);
        }
    }

    private void doWhatIsDue(MessageQueue queue, QueueState state) {
        if (!(state instanceof Owned owned)) {
            step.locks().freeWhatIsDue(queue, state);
        } else if (ownDueAt(owned) <= step.now()) {
            long generation = owned.generation();
            if (owned instanceof Positioning positioning) {
                askPosition(queue, generation, positioning.attempt() + 1, positioning.lease());
            } else if (owned instanceof Unpositioned unpositioned) {
                askPosition(queue, generation, unpositioned.attempt() + 1, unpositioned.lease());
            } else if (owned instanceof Draining draining) {
                step.perform(new Action.ReportLost(
                        queue,
                        "listeners still run after the drain timeout of "
                                + step.policy().drainTimeout() + " ms; their messages will be delivered again"));
                step.commits().begin(queue, draining);
            } else if (owned instanceof Committing committing) {
                step.commits().doWhatIsDue(queue, committing);
            }
        }
    }

    private long retryDelay(int attempt) {
        long doubled = FIRST_RETRY_MILLIS << Math.min(attempt - 1, 10);
        return Math.min(doubled, Math.max(FIRST_RETRY_MILLIS, step.policy().retryInterval()));
    }
}
