package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StableHash;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

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
                RebalancePlan plan = RebalancePlan.of(group, self, fetched.view(), state.target(), strategy);
                if (plan.successful()) {
                    step.reaping().listed(fetched.view(), duties(state, fetched.view()));
                }
                step.adopt(fetched.view(), plan);
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
            step.commits().confirmed(confirmed.queue(), confirmed.generation());
        } else if (event instanceof Event.FinalCommitFailed failed) {
            step.commits().failed(failed);
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
        } else if (event instanceof Event.MembersEverywhere answer) {
            step.reaping().everywhere(answer);
        } else if (event instanceof Event.MembersUnknown unknown) {
            step.reaping().unknown(unknown.attempt());
        } else if (!hearAboutBroker(step, event)) {
            step.locks().on(event);
        }
        // Woke carries nothing: whatever is due is done at the end of every step.
        return Invariants.keptBy(state, step.finish(), now);
    }

    private static boolean hearAboutBroker(Step step, Event event) {
        if (event instanceof Event.BrokerLost lost) {
            step.brokers().lost(lost.brokerName());
            step.leases().brokerLost(lost.brokerName());
        } else if (event instanceof Event.MasterGone gone) {
            step.leases().masterGone(gone.brokerName());
        } else if (event instanceof Event.MasterReplaced replaced) {
            step.brokers().replaced(replaced.brokerName());
            step.leases().brokerLost(replaced.brokerName());
        } else if (event instanceof Event.HeartbeatConfirmed confirmed) {
            step.brokers().acknowledged(confirmed.brokerName());
        } else if (event instanceof Event.UptimeLearned learned) {
            step.brokers().aged(learned.brokerName(), learned.uptime());
        } else if (event instanceof Event.OffsetStands stands) {
            step.leases().offsetStands(stands.queue(), stands.generation());
        } else if (event instanceof Event.OffsetOvertaken overtaken) {
            step.leases().offsetOvertaken(overtaken.queue(), overtaken.generation());
        } else if (event instanceof Event.OffsetUnchecked unchecked) {
            step.leases().offsetUnchecked(unchecked.queue(), unchecked.generation());
        } else {
            return false;
        }
        return true;
    }

    /** The members that this look misses and whose locks are this member's to give back. */
    private Map<ClientId, SortedSet<MessageQueue>> duties(GroupState state, GroupView view) {
        boolean reaps = state.policy()
                .locks()
                .filter(locks -> locks.reapAfter().isPresent())
                .isPresent();
        return reaps
                ? Survivors.duties(self, state.members(), view.members(), gone -> RebalancePlan.of(
                                group, gone, new GroupView(state.members(), view.topics()), new TreeSet<>(), strategy)
                        .target())
                : Map.of();
    }
}
