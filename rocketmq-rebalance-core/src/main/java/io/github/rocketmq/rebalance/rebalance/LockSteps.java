package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.QueueState.Consuming;
import io.github.rocketmq.rebalance.rebalance.QueueState.LockAwaited;
import io.github.rocketmq.rebalance.rebalance.QueueState.Locking;
import io.github.rocketmq.rebalance.rebalance.QueueState.Owned;
import io.github.rocketmq.rebalance.rebalance.QueueState.Positioning;
import io.github.rocketmq.rebalance.rebalance.QueueState.Unlocking;
import io.github.rocketmq.rebalance.rebalance.QueueState.Unpositioned;
import java.util.OptionalLong;

/** The locks' part of a {@link Step}: asks for them, keeps them, gives them back. */
final class LockSteps {

    /** After so many failures a lock is left to end by itself. */
    private static final int MOST_UNLOCKS = 5;

    private final Step step;
    private final QueueSteps queues;

    LockSteps(Step step, QueueSteps queues) {
        this.step = step;
        this.queues = queues;
    }

    void on(Event event) {
        if (event instanceof Event.Locked locked) {
            granted(locked);
        } else if (event instanceof Event.LockRefused refused) {
            refused(refused.queue(), refused.generation());
        } else if (event instanceof Event.LockFailed failed) {
            failed(failed);
        } else if (event instanceof Event.Unlocked unlocked) {
            if (queues.current(unlocked.queue(), unlocked.generation()) instanceof Unlocking unlocking) {
                queues.forget(unlocked.queue(), unlocked.generation(), unlocking.announced());
            }
        } else if (event instanceof Event.UnlockFailed failed) {
            notUnlocked(failed.queue(), failed.generation(), failed.reason());
        } else if (event instanceof Event.BrokerLost lost) {
            brokerLost(lost.brokerName());
        }
    }

    void ask(MessageQueue queue, long generation, int attempt) {
        queues.put(queue, new Locking(generation, attempt, step.now()));
        step.perform(new Action.Lock(queue, generation));
    }

    void unlock(MessageQueue queue, long generation, int attempt, boolean announced) {
        queues.put(queue, new Unlocking(generation, attempt, step.now(), OptionalLong.empty(), announced));
        step.perform(new Action.Unlock(queue, generation));
    }

    void doWhatIsDue(MessageQueue queue, QueueState state) {
        if (dueAt(state) > step.now()) {
            return;
        }
        long generation = state.generation();
        if (state instanceof Locking locking) {
            refusedAtFirst(queue, locking, "no answer came", true);
        } else if (state instanceof LockAwaited awaited) {
            if (awaited.uncertain()) {
                // Whoever waits for this queue would wait until the broker lets the lock go by itself.
                unlock(queue, generation, 1, false);
            } else {
                ask(queue, generation, awaited.attempt() + 1);
            }
        } else if (state instanceof Unlocking unlocking) {
            if (unlocking.retryAt().isPresent()) {
                unlock(queue, generation, unlocking.attempt() + 1, unlocking.announced());
            } else {
                notUnlocked(queue, generation, "no answer came");
            }
        } else if (state instanceof Owned owned) {
            queues.put(queue, owned.with(owned.lease().asked(step.now())));
            step.perform(new Action.Lock(queue, generation));
        }
    }

    long dueAt(QueueState state) {
        long patience = step.policy().answerTimeout();
        if (state instanceof Locking locking) {
            return locking.askedAt() + patience;
        }
        if (state instanceof LockAwaited awaited) {
            return awaited.retryAt();
        }
        if (state instanceof Unlocking unlocking) {
            return unlocking.retryAt().orElse(unlocking.askedAt() + patience);
        }
        if (state instanceof Owned owned) {
            OptionalLong askedAt = owned.lease().askedAt();
            return askedAt.isPresent()
                    ? askedAt.getAsLong() + patience
                    : owned.lease().renewAt();
        }
        return Long.MAX_VALUE;
    }

    private void granted(Event.Locked event) {
        MessageQueue queue = event.queue();
        long generation = event.generation();
        QueueState state = queues.current(queue, generation);
        LockPolicy policy = policy();
        Lease lease = Lease.granted(event.sentAt(), policy);
        if (state instanceof Locking) {
            queues.askPosition(queue, generation, 1, lease);
        } else if (state instanceof Owned owned
                && owned.lease().isLock()
                && !owned.lease().isLost()) {
            queues.put(queue, owned.with(lease));
            if (owned instanceof Consuming) {
                step.perform(new Action.ExtendLease(queue, generation, lease.until()));
            }
        }
    }

    private void refused(MessageQueue queue, long generation) {
        QueueState state = queues.current(queue, generation);
        if (state instanceof Locking locking) {
            refusedAtFirst(queue, locking, "another member holds its lock", false);
        } else if (state instanceof Positioning || state instanceof Unpositioned) {
            refusedAtFirst(queue, new Locking(generation, 1, step.now()), "another member took its lock", false);
        } else if (state instanceof Consuming consuming) {
            step.perform(new Action.ReportUnclean(queue, "another member took its lock"));
            queues.drain(queue, consuming, OptionalLong.empty(), Lease.LOST);
        } else if (state instanceof Owned owned) {
            queues.put(queue, owned.with(Lease.LOST));
        }
    }

    private void failed(Event.LockFailed event) {
        QueueState state = queues.current(event.queue(), event.generation());
        if (state instanceof Locking locking) {
            refusedAtFirst(event.queue(), locking, event.reason(), event.uncertain());
        } else if (state instanceof Owned owned && !owned.lease().isLost()) {
            queues.put(event.queue(), owned.with(owned.lease().retryAt(step.now() + policy().longestRetry())));
        }
    }

    private void refusedAtFirst(MessageQueue queue, Locking locking, String reason, boolean uncertain) {
        long pause = uncertain ? policy().uncertainPause() : policy().retryDelay(locking.attempt());
        queues.put(
                queue, new LockAwaited(locking.generation(), locking.attempt(), step.now() + pause, reason, uncertain));
    }

    private void notUnlocked(MessageQueue queue, long generation, String reason) {
        if (queues.current(queue, generation) instanceof Unlocking unlocking) {
            if (unlocking.attempt() >= MOST_UNLOCKS) {
                step.perform(new Action.ReportUnclean(
                        queue, "its lock could not be given back and ends by itself within a minute: " + reason));
                queues.forget(queue, generation, unlocking.announced());
            } else {
                long retryAt = step.now() + policy().retryDelay(unlocking.attempt() + 2);
                queues.put(
                        queue,
                        new Unlocking(
                                generation,
                                unlocking.attempt(),
                                unlocking.askedAt(),
                                OptionalLong.of(retryAt),
                                unlocking.announced()));
            }
        }
    }

    private void brokerLost(String brokerName) {
        for (MessageQueue queue : queues.all()) {
            if (queue.brokerName().equals(brokerName)
                    && queues.get(queue) instanceof Owned owned
                    && owned.lease().isLock()
                    && !owned.lease().isLost()) {
                Lease suspect = owned.lease().suspect(step.now());
                queues.put(queue, owned.with(suspect));
                if (owned instanceof Consuming) {
                    step.perform(new Action.ExtendLease(queue, owned.generation(), suspect.until()));
                }
            }
        }
    }

    private LockPolicy policy() {
        return step.policy().locks().orElse(LockPolicy.DEFAULT);
    }
}
