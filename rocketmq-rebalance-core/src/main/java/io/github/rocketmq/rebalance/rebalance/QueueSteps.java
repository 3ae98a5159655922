package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.QueueState.Committing;
import io.github.rocketmq.rebalance.rebalance.QueueState.Consuming;
import io.github.rocketmq.rebalance.rebalance.QueueState.Draining;
import io.github.rocketmq.rebalance.rebalance.QueueState.Positioning;
import io.github.rocketmq.rebalance.rebalance.QueueState.Unpositioned;
import java.util.ArrayList;
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

    void positioned(Event.OffsetResolved resolved) {
        MessageQueue queue = resolved.queue();
        long generation = resolved.generation();
        if (current(queue, generation) instanceof Positioning) {
            queues.put(queue, new Consuming(generation));
            step.perform(new Action.StartConsuming(queue, generation, resolved.offset(), resolved.stored()));
            assigned.add(queue);
        }
    }

    void notPositioned(MessageQueue queue, long generation, String reason) {
        if (current(queue, generation) instanceof Positioning positioning) {
            int attempt = positioning.attempt();
            queues.put(queue, new Unpositioned(generation, attempt, step.now() + retryDelay(attempt), reason));
        }
    }

    void drain(MessageQueue queue, long generation, OptionalLong continueAt) {
        if (current(queue, generation) instanceof Consuming) {
            queues.put(queue, new Draining(generation, step.now(), continueAt));
            step.perform(new Action.StopConsuming(queue, generation));
        }
    }

    void drained(MessageQueue queue, long generation) {
        if (current(queue, generation) instanceof Draining draining) {
            commit(queue, generation, step.now(), draining.continueAt());
        }
    }

    void committed(MessageQueue queue, long generation) {
        if (current(queue, generation) instanceof Committing) {
            forget(queue, generation);
        }
    }

    void notCommitted(MessageQueue queue, long generation, String reason) {
        if (current(queue, generation) instanceof Committing committing) {
            long now = step.now();
            long deadline = committing.since() + step.policy().commitTimeout();
            if (now >= deadline) {
                step.perform(new Action.ReportUnclean(queue, "its last offset is not confirmed: " + reason));
                forget(queue, generation);
            } else {
                long retryAt = Math.min(deadline, now + step.policy().retryInterval());
                queues.put(
                        queue,
                        new Committing(
                                generation, committing.since(), committing.continueAt(), OptionalLong.of(retryAt)));
            }
        }
    }

    /** Gives up what is not wanted, does what is due, takes what is wanted and not held. */
    void settle(Set<MessageQueue> target) {
        for (MessageQueue queue : new ArrayList<>(queues.keySet())) {
            QueueState state = queues.get(queue);
            if (state != null && !target.contains(queue)) {
                giveUp(queue, state);
            }
            QueueState still = queues.get(queue);
            if (still != null) {
                doWhatIsDue(queue, still);
            }
        }
        for (MessageQueue queue : target) {
            if (!queues.containsKey(queue)) {
                askPosition(queue, step.nextNumber(), 1);
            }
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
        return queues.values().stream().mapToLong(this::dueAt).min().orElse(Long.MAX_VALUE);
    }

    private long dueAt(QueueState state) {
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
        if (state instanceof Committing committing) {
            return committing.retryAt().orElse(committing.since() + policy.commitTimeout() + policy.answerTimeout());
        }
        return Long.MAX_VALUE;
    }

    private void giveUp(MessageQueue queue, QueueState state) {
        if (state instanceof Positioning || state instanceof Unpositioned) {
            forget(queue, state.generation());
        } else if (state instanceof Consuming) {
            drain(queue, state.generation(), OptionalLong.empty());
        }
    }

    private void doWhatIsDue(MessageQueue queue, QueueState state) {
        if (dueAt(state) > step.now()) {
            return;
        }
        long generation = state.generation();
        if (state instanceof Positioning positioning) {
            askPosition(queue, generation, positioning.attempt() + 1);
        } else if (state instanceof Unpositioned unpositioned) {
            askPosition(queue, generation, unpositioned.attempt() + 1);
        } else if (state instanceof Draining draining) {
            step.perform(new Action.ReportUnclean(
                    queue,
                    "listeners still run after the drain timeout of "
                            + step.policy().drainTimeout() + " ms; their messages will be delivered again"));
            commit(queue, generation, step.now(), draining.continueAt());
        } else if (state instanceof Committing committing) {
            if (committing.retryAt().isPresent()) {
                commit(queue, generation, committing.since(), committing.continueAt());
            } else {
                notCommitted(queue, generation, "no answer came");
            }
        }
    }

    private void askPosition(MessageQueue queue, long generation, int attempt) {
        queues.put(queue, new Positioning(generation, attempt, step.now()));
        step.perform(new Action.ResolveOffset(queue, generation));
    }

    private void commit(MessageQueue queue, long generation, long since, OptionalLong continueAt) {
        queues.put(queue, new Committing(generation, since, continueAt, OptionalLong.empty()));
        step.perform(new Action.CommitFinally(queue, generation, continueAt));
    }

    private void forget(MessageQueue queue, long generation) {
        boolean wasConsumed = queues.remove(queue) instanceof Committing;
        step.perform(new Action.Forget(queue, generation));
        if (wasConsumed) {
            revoked.add(queue);
        }
    }

    private @Nullable QueueState current(MessageQueue queue, long generation) {
        QueueState state = queues.get(queue);
        return state != null && state.generation() == generation ? state : null;
    }

    private long retryDelay(int attempt) {
        long doubled = FIRST_RETRY_MILLIS << Math.min(attempt - 1, 10);
        return Math.min(doubled, Math.max(FIRST_RETRY_MILLIS, step.policy().retryInterval()));
    }
}
