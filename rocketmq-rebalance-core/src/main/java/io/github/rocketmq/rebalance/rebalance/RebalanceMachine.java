package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.util.OptionalLong;

/**
 * The decisions of one member of a group, as a function of state, event and time.
 *
 * <p>Immutable. The caller keeps the state, performs the actions in order and feeds every answer back as an event; an
 * answer that never comes is covered by {@link Action.WakeAt}.
 */
public final class RebalanceMachine {

    private final ConsumerGroup group;
    private final ClientId self;
    private final AllocationStrategy strategy;
    private final long chances;

    public RebalanceMachine(ConsumerGroup group, ClientId self, AllocationStrategy strategy) {
        this.group = group;
        this.self = self;
        this.strategy = strategy;
        this.chances = StableHash.of(group.name(), self.value());
    }

    /**
     * One step.
     *
     * @param now the loop's monotonic milliseconds; never smaller than in an earlier call
     */
    public Transition on(GroupState state, Event event, long now) {
        Step step = new Step(state, now, chances);
        if (state.phase() == MemberPhase.LEFT) {
            return step.finish();
        }
        if (event instanceof Event.Started) {
            step.start();
        } else if (event instanceof Event.LookWanted wanted) {
            step.wantLook(wanted.trigger());
        } else if (event instanceof Event.ViewFetched fetched) {
            if (step.answersLook(fetched.attempt())) {
                step.adopt(fetched.view(), RebalancePlan.of(group, self, fetched.view(), state.target(), strategy));
            }
        } else if (event instanceof Event.ViewFailed failed) {
            if (step.answersLook(failed.attempt())) {
                step.lookFailed(failed.problem());
            }
        } else if (event instanceof Event.IntervalChanged changed) {
            step.changeInterval(changed.intervalMillis());
        } else if (event instanceof Event.OffsetResolved resolved) {
            step.queues().positioned(resolved);
        } else if (event instanceof Event.OffsetUnresolved unresolved) {
            step.queues().notPositioned(unresolved.queue(), unresolved.generation(), unresolved.reason());
        } else if (event instanceof Event.OffsetMoved moved) {
            step.queues().drain(moved.queue(), moved.generation(), OptionalLong.of(moved.offset()));
        } else if (event instanceof Event.QueueDrained drained) {
            step.queues().drained(drained.queue(), drained.generation());
        } else if (event instanceof Event.FinalCommitConfirmed confirmed) {
            step.queues().committed(confirmed.queue(), confirmed.generation());
        } else if (event instanceof Event.FinalCommitFailed failed) {
            step.queues().notCommitted(failed.queue(), failed.generation(), failed.reason());
        } else if (event instanceof Event.TopicsChanged changed) {
            step.changeTopics(changed.topics());
        } else if (event instanceof Event.ReleaseRequested) {
            step.release();
        } else if (event instanceof Event.ReturnRequested) {
            step.comeBack();
        } else if (event instanceof Event.LeaveRequested) {
            step.leave();
        } else if (event instanceof Event.Departed) {
            step.departed();
        } else {
            step.locks().on(event);
        }
        // Woke carries nothing: whatever is due is done at the end of every step.
        return step.finish();
    }
}
