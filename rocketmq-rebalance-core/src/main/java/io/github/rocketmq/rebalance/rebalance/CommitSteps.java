package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.QueueState.Committing;
import io.github.rocketmq.rebalance.rebalance.QueueState.Draining;
import java.util.OptionalLong;

/**
 * The last commits' part of a {@link Step}: stores how far a queue got before it is another member's.
 *
 * <p>A commit whose answer never came may still take effect for a while, and would set the queue back if it did after the
 * next owner began. So the queue is kept until that time has passed, and committed once more.
 */
final class CommitSteps {

    /** A broker that does not come back by then is gone for good, and nobody takes its queues over. */
    private static final long LONGEST_WAIT = 600_000;

    private final Step step;
    private final QueueSteps queues;

    CommitSteps(Step step, QueueSteps queues) {
        this.step = step;
        this.queues = queues;
    }

    void begin(MessageQueue queue, Draining draining) {
        long now = step.now();
        commit(
                queue,
                new Committing(
                        draining.generation(),
                        now,
                        now,
                        draining.continueAt(),
                        OptionalLong.empty(),
                        0,
                        draining.lease()));
    }

    void confirmed(MessageQueue queue, long generation) {
        if (queues.current(queue, generation) instanceof Committing committing) {
            if (committing.uncertainUntil() > step.now() && !isOver(committing)) {
                // What was confirmed may yet be replaced by what was sent before it.
                queues.put(queue, committing.retryAt(committing.uncertainUntil(), 0));
            } else {
                queues.release(queue, committing, true);
            }
        }
    }

    void failed(Event.FinalCommitFailed failed) {
        if (queues.current(failed.queue(), failed.generation()) instanceof Committing committing) {
            notConfirmed(failed.queue(), committing, failed.reason(), failed.doubtfulUntil());
        }
    }

    void doWhatIsDue(MessageQueue queue, Committing committing) {
        if (committing.retryAt().isPresent()) {
            commit(queue, committing);
        } else {
            notConfirmed(queue, committing, "no answer came", 0);
        }
    }

    /** The lease became good again, or is gone for good: goes on with a commit that waited for it. */
    void leaseChanged(MessageQueue queue, Committing committing) {
        if (committing.retryAt().isPresent()) {
            Committing now = committing.possibleSince(step.now());
            if (now.uncertainUntil() <= step.now() || now.lease().isGone()) {
                commit(queue, now);
            } else {
                queues.put(queue, now.retryAt(now.uncertainUntil(), 0));
            }
        }
    }

    long dueAt(Committing committing) {
        if (committing.retryAt().isEmpty()) {
            return committing.askedAt()
                    + step.policy().commitTimeout()
                    + step.policy().answerTimeout();
        }
        long retryAt = committing.retryAt().getAsLong();
        return step.isLeaving() ? Math.min(retryAt, lastMoment(committing)) : retryAt;
    }

    /** Commits unless the queue may be another member's by now: its offset would be set back. */
    private void commit(MessageQueue queue, Committing committing) {
        Lease lease = committing.lease();
        if (lease.validAt(step.now())) {
            queues.put(queue, committing.asked(step.now()));
            step.perform(new Action.CommitFinally(queue, committing.generation(), committing.continueAt()));
        } else if (lease.isGone()) {
            giveUp(queue, committing, "its lock is another member's, so its last offset is not committed");
        } else if (isOver(committing) || step.now() >= committing.since() + LONGEST_WAIT) {
            giveUp(queue, committing, "its lock is no longer sure, so its last offset is not committed");
        } else {
            // Nobody else can take the queue over before the broker answers again, so there is no hurry.
            queues.put(queue, committing.retryAt(committing.since() + LONGEST_WAIT, 0));
        }
    }

    private void notConfirmed(MessageQueue queue, Committing committing, String reason, long doubtfulUntil) {
        long now = step.now();
        RebalancePolicy policy = step.policy();
        boolean certain = doubtfulUntil <= now && (committing.lease().validAt(now) || step.isLeaving());
        boolean late = now >= committing.since() + policy.commitTimeout();
        if (isOver(committing) || (late && certain)) {
            giveUp(queue, committing, "its last offset is not confirmed: " + reason);
        } else {
            queues.put(queue, committing.retryAt(Math.max(doubtfulUntil, now + policy.retryInterval()), doubtfulUntil));
        }
    }

    private boolean isOver(Committing committing) {
        return step.isLeaving() && step.now() >= lastMoment(committing);
    }

    /** A member that leaves must end, even if a broker never answers. */
    private long lastMoment(Committing committing) {
        long life = step.policy().locks().map(LockPolicy::commitLife).orElse(0L);
        return committing.since() + step.policy().commitTimeout() + 2 * life;
    }

    private void giveUp(MessageQueue queue, Committing committing, String reason) {
        step.perform(new Action.ReportLost(queue, reason));
        queues.release(queue, committing, true);
    }
}
