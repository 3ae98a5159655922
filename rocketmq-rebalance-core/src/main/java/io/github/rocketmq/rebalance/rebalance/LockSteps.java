package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.QueueState.Barred;
import io.github.rocketmq.rebalance.rebalance.QueueState.LockAwaited;
import io.github.rocketmq.rebalance.rebalance.QueueState.Locking;
import io.github.rocketmq.rebalance.rebalance.QueueState.Owned;
import io.github.rocketmq.rebalance.rebalance.QueueState.Unlocking;
import java.util.OptionalLong;

/**
 * The locks' part of a {@link Step}: asks for them and gives them back.
 *
 * <p>A request about a lock whose answer never came may still take effect for a while. A lock that is granted so late would
 * be nobody's, and one that is given back so late would be missed, so nothing is asked meanwhile, and the lock is given back
 * once more in the end.
 */
final class LockSteps {

    /** After so many failures a lock is left to end by itself. */
    private static final int MOST_UNLOCKS = 5;

    /** Locks that are due so soon are asked for together. */
    private static final long TOGETHER_MILLIS = 50;

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
        } else if (event instanceof Event.LocksRefused refused) {
            noLocksAt(refused.brokerName(), refused.reason());
        } else if (event instanceof Event.Unlocked unlocked) {
            if (queues.current(unlocked.queue(), unlocked.generation()) instanceof Unlocking unlocking) {
                ended(unlocked.queue(), unlocking);
            }
        } else if (event instanceof Event.UnlockFailed failed) {
            if (queues.current(failed.queue(), failed.generation()) instanceof Unlocking unlocking) {
                notUnlocked(failed.queue(), unlocking, failed.reason(), landsUntil(failed.uncertainSince()));
            }
        }
    }

    /** Means to have the lock, as soon as the broker may be asked. */
    void want(MessageQueue queue, long generation) {
        boolean lockless = step.brokers().isLockless(queue.brokerName());
        long from = step.now() + (lockless ? policy().fallbackDelay() : 0);
        queues.put(queue, new LockAwaited(generation, 0, from, lockless ? "without a lock" : "not asked for yet"));
    }

    void unlock(MessageQueue queue, long generation, int attempt, boolean announced, long uncertainUntil) {
        queues.put(
                queue, new Unlocking(generation, attempt, step.now(), OptionalLong.empty(), announced, uncertainUntil));
        step.perform(new Action.Unlock(queue, generation));
    }

    /** Takes the next step with a lock that is to be free. */
    void freeWhatIsDue(MessageQueue queue, QueueState state) {
        if (state instanceof Barred barred && barred.until() <= step.now()) {
            // Whoever waits for this queue would wait until the broker lets the lock go by itself.
            unlock(queue, barred.generation(), 1, false, 0);
        } else if (state instanceof Unlocking unlocking && dueAt(queue, unlocking) <= step.now()) {
            if (unlocking.retryAt().isPresent()) {
                unlock(
                        queue,
                        unlocking.generation(),
                        unlocking.attempt() + 1,
                        unlocking.announced(),
                        unlocking.uncertainUntil());
            } else {
                notUnlocked(queue, unlocking, "no answer came", step.now() + policy().uncertainPause());
            }
        } else if (state instanceof Locking locking && dueAt(queue, locking) <= step.now()) {
            bar(queue, locking.generation(), step.now() + policy().uncertainPause());
        }
    }

    /** Asks for a lock that is wanted. */
    void askWhatIsDue(MessageQueue queue, QueueState state) {
        if (state instanceof LockAwaited awaited
                && Math.max(awaited.retryAt() - TOGETHER_MILLIS, step.brokers().newcomersFrom(queue.brokerName()))
                        <= step.now()) {
            long generation = awaited.generation();
            if (!step.brokers().isLockless(queue.brokerName())) {
                queues.put(queue, new Locking(generation, awaited.attempt() + 1, step.now()));
                step.perform(new Action.Lock(queue, generation));
            } else if (awaited.retryAt() <= step.now()) {
                queues.askPosition(queue, generation, 1, Lease.UNLIMITED);
            }
        }
    }

    long dueAt(MessageQueue queue, QueueState state) {
        long patience = step.policy().answerTimeout();
        if (state instanceof Locking locking) {
            return locking.askedAt() + patience;
        }
        if (state instanceof LockAwaited awaited) {
            return Math.max(awaited.retryAt(), step.brokers().newcomersFrom(queue.brokerName()));
        }
        if (state instanceof Barred barred) {
            return barred.until();
        }
        if (state instanceof Unlocking unlocking) {
            return unlocking.retryAt().orElse(unlocking.askedAt() + patience);
        }
        return Long.MAX_VALUE;
    }

    /** Not this member's any more, but an earlier request about its lock may make it so: nothing is asked until then. */
    void bar(MessageQueue queue, long generation, long until) {
        queues.put(queue, new Barred(generation, until));
    }

    /** Has the lock asked for again later. */
    void await(MessageQueue queue, long generation, int attempt, String reason) {
        queues.put(queue, new LockAwaited(generation, attempt, step.now() + policy().retryDelay(attempt), reason));
    }

    LockPolicy policy() {
        return step.policy().locks().orElse(LockPolicy.ORDERLY);
    }

    private void granted(Event.Locked event) {
        MessageQueue queue = event.queue();
        QueueState state = queues.current(queue, event.generation());
        if (state instanceof Locking) {
            queues.askPosition(queue, event.generation(), 1, Lease.granted(event.sentAt(), policy()));
        } else if (state instanceof Owned owned) {
            step.leases().granted(queue, owned, event.sentAt());
        }
    }

    private void refused(MessageQueue queue, long generation) {
        QueueState state = queues.current(queue, generation);
        if (state instanceof Locking locking) {
            await(queue, generation, locking.attempt(), "another member holds its lock");
        } else if (state instanceof Owned owned) {
            step.leases().refused(queue, owned);
        }
    }

    private void failed(Event.LockFailed event) {
        long landsUntil = landsUntil(event.uncertainSince());
        QueueState state = queues.current(event.queue(), event.generation());
        if (state instanceof Locking locking) {
            if (landsUntil > step.now()) {
                bar(event.queue(), event.generation(), landsUntil);
            } else {
                await(event.queue(), event.generation(), locking.attempt(), event.reason());
            }
        } else if (state instanceof Owned owned) {
            step.leases().notRenewed(event.queue(), owned, landsUntil);
        } else if (state instanceof Unlocking unlocking) {
            queues.put(event.queue(), unlocking.uncertain(landsUntil));
        }
    }

    private void noLocksAt(String brokerName, String reason) {
        if (policy().need() == LockPolicy.Need.REQUIRED || step.brokers().isLockless(brokerName)) {
            return;
        }
        step.brokers().lockless(brokerName, reason);
        step.perform(new Action.ReportLockless(brokerName, reason));
        for (MessageQueue queue : queues.all()) {
            if (queue.brokerName().equals(brokerName)) {
                QueueState state = queues.get(queue);
                if (state instanceof Locking || state instanceof LockAwaited) {
                    want(queue, state.generation());
                } else if (state instanceof Owned owned && !owned.lease().isGone()) {
                    step.leases().replace(queue, owned, Lease.UNLIMITED);
                }
            }
        }
    }

    private void ended(MessageQueue queue, Unlocking unlocking) {
        queues.forget(queue, unlocking.generation(), unlocking.announced());
        if (unlocking.uncertainUntil() > step.now()) {
            bar(queue, unlocking.generation(), unlocking.uncertainUntil());
        }
    }

    private void notUnlocked(MessageQueue queue, Unlocking unlocking, String reason, long landsUntil) {
        if (unlocking.attempt() >= MOST_UNLOCKS) {
            step.perform(new Action.ReportUnclean(
                    queue, "its lock could not be given back and ends by itself within a minute: " + reason));
            ended(queue, unlocking.uncertain(landsUntil));
        } else {
            long retryAt = step.now() + policy().retryDelay(unlocking.attempt() + 2);
            queues.put(queue, unlocking.retryAt(retryAt, landsUntil));
        }
    }

    private long landsUntil(OptionalLong uncertainSince) {
        return uncertainSince.isPresent() ? uncertainSince.getAsLong() + policy().uncertainPause() : 0;
    }
}
