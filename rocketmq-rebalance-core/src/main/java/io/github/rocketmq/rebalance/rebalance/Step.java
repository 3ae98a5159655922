package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** One transition in the making: the member's life, and what a look at its group means. Lives for one event only. */
final class Step {

    private final GroupState before;
    private final long now;
    private final List<Action> actions = new ArrayList<>();
    private final LookSteps looks;
    private final QueueSteps queues;
    private final LockSteps locks;
    private final LeaseSteps leases;
    private final CommitSteps commits;
    private final BrokerSteps brokers;
    private final ReapSteps reaping;

    private MemberPhase phase;
    private RebalancePolicy policy;
    private List<ClientId> members;
    private SortedSet<MessageQueue> target;
    private QueueHistory history;
    private long lastNumber;

    /**
     * @param chances the series from which this member draws its times
     */
    Step(GroupState before, long now, long chances) {
        this.before = before;
        this.now = now;
        this.phase = before.phase();
        this.policy = before.policy();
        this.members = before.members();
        this.target = before.target();
        this.lastNumber = before.lastNumber();
        this.history = before.history();
        this.looks = new LookSteps(this, before, chances);
        this.queues = new QueueSteps(this, before.queues());
        this.locks = new LockSteps(this, queues);
        this.leases = new LeaseSteps(this, queues);
        this.commits = new CommitSteps(this, queues);
        this.brokers = new BrokerSteps(this, before.brokers());
        this.reaping = new ReapSteps(this, before.missing());
    }

    long now() {
        return now;
    }

    RebalancePolicy policy() {
        return policy;
    }

    QueueSteps queues() {
        return queues;
    }

    LockSteps locks() {
        return locks;
    }

    LeaseSteps leases() {
        return leases;
    }

    CommitSteps commits() {
        return commits;
    }

    BrokerSteps brokers() {
        return brokers;
    }

    ReapSteps reaping() {
        return reaping;
    }

    /** Whether the member ends, for good or for a while, and must get there. */
    boolean isLeaving() {
        return phase.isLeaving();
    }

    boolean isAdded(MessageQueue queue) {
        return history.added().contains(queue);
    }

    void perform(Action action) {
        actions.add(action);
    }

    long nextNumber() {
        return ++lastNumber;
    }

    long lastNumber() {
        return lastNumber;
    }

    int memberCount() {
        return members.size();
    }

    void start() {
        if (phase == MemberPhase.NEW) {
            phase = MemberPhase.JOINING;
            looks.begin(Trigger.START);
        }
    }

    void wantLook(Trigger trigger) {
        if (takesPart()) {
            looks.want(trigger);
        }
    }

    boolean answersLook(long attempt) {
        return takesPart() && looks.answers(attempt);
    }

    void adopt(GroupView view, RebalancePlan plan) {
        target = plan.target();
        history = history.after(view);
        for (ViewProblem problem : plan.problems()) {
            if (problem instanceof ViewProblem.NotAMember) {
                perform(new Action.SendHeartbeat());
            }
        }
        if (plan.successful()) {
            members = view.members();
            phase = MemberPhase.RUNNING;
        }
        looks.end(new LookOutcome(
                looks.trigger(),
                looks.startedAt(),
                now,
                view.members().size(),
                view.queueCount(),
                target.size(),
                plan.acquire(),
                plan.revoke(),
                plan.problems(),
                plan.successful()));
    }

    void lookFailed(ViewProblem problem) {
        looks.end(new LookOutcome(
                looks.trigger(),
                looks.startedAt(),
                now,
                0,
                0,
                target.size(),
                new TreeSet<>(),
                new TreeSet<>(),
                List.of(problem),
                false));
    }

    void changeInterval(long intervalMillis) {
        policy = policy.withInterval(intervalMillis);
        looks.intervalChanged();
    }

    void changeTopics(Set<String> topics) {
        SortedSet<MessageQueue> left = new TreeSet<>(target);
        left.removeIf(queue -> !topics.contains(queue.topic()));
        target = left;
        wantLook(Trigger.SUBSCRIPTION_CHANGED);
    }

    void release() {
        if (takesPart()) {
            phase = MemberPhase.RELEASING;
            wantNothing();
        } else if (phase == MemberPhase.RETURNING) {
            phase = MemberPhase.WITHDRAWING;
        }
    }

    void comeBack() {
        if (phase == MemberPhase.RELEASING || phase == MemberPhase.WITHDRAWN) {
            phase = MemberPhase.JOINING;
            looks.begin(Trigger.START);
        } else if (phase == MemberPhase.WITHDRAWING) {
            phase = MemberPhase.RETURNING;
        }
    }

    void leave() {
        switch (phase) {
            case NEW, WITHDRAWN -> phase = MemberPhase.LEFT;
            case JOINING, RUNNING, RELEASING -> {
                phase = MemberPhase.DRAINING;
                wantNothing();
            }
            case WITHDRAWING, RETURNING -> phase = MemberPhase.DEPARTING;
            case DRAINING, DEPARTING, LEFT -> {}
        }
    }

    void departed() {
        switch (phase) {
            case DEPARTING -> phase = MemberPhase.LEFT;
            case WITHDRAWING -> phase = MemberPhase.WITHDRAWN;
            case RETURNING -> {
                phase = MemberPhase.JOINING;
                looks.begin(Trigger.START);
            }
            default -> {}
        }
    }

    private void wantNothing() {
        reaping.clear();
        target = new TreeSet<>();
        looks.stop();
    }

    /** Does what is due, and closes the step. */
    Transition finish() {
        if (phase != MemberPhase.NEW && phase != MemberPhase.LEFT) {
            if (takesPart()) {
                looks.settle();
            }
            queues.settle(target);
            reaping.settle();
            if (queues.isEmpty() && isLeaving()) {
                phase = phase == MemberPhase.DRAINING ? MemberPhase.DEPARTING : MemberPhase.WITHDRAWING;
                perform(new Action.Depart());
            }
            long wakeAt = Math.min(looks.dueAt(), Math.min(queues.dueAt(), reaping.dueAt()));
            if (wakeAt != Long.MAX_VALUE) {
                perform(new Action.WakeAt(wakeAt));
            }
        }
        GroupState after = new GroupState(
                phase,
                policy,
                looks.state(),
                looks.lastLookAt(),
                members,
                target,
                queues.result(),
                brokers.result(),
                reaping.result(),
                history,
                lastNumber,
                looks.troubled(),
                looks.lastOutcome());
        return new Transition(after.equals(before) ? before : after, actions);
    }

    private boolean takesPart() {
        return phase == MemberPhase.JOINING || phase == MemberPhase.RUNNING;
    }
}
