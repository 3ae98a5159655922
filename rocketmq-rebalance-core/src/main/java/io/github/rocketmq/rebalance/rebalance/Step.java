package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** One transition in the making: when to look at the group, and what its result means. Lives for one event only. */
final class Step {

    /** Doubles the pause after a troubled look at most this often. */
    private static final int MOST_TROUBLED = 10;

    private final GroupState before;
    private final long now;
    private final long chances;
    private final List<Action> actions = new ArrayList<>();
    private final QueueSteps queues;
    private final LockSteps locks;
    private final LeaseSteps leases;
    private final CommitSteps commits;
    private final BrokerSteps brokers;
    private final ReapSteps reaping;

    private MemberPhase phase;
    private RebalancePolicy policy;
    private LookState look;
    private long lastLookAt;
    private List<ClientId> members;
    private SortedSet<MessageQueue> target;
    private QueueHistory history;
    private long lastNumber;
    private int troubledLooks;
    private Optional<LookOutcome> lastOutcome;

    /**
     * @param chances the series from which this member draws its times
     */
    Step(GroupState before, long now, long chances) {
        this.before = before;
        this.now = now;
        this.chances = chances;
        this.phase = before.phase();
        this.policy = before.policy();
        this.look = before.look();
        this.lastLookAt = before.lastLookAt();
        this.members = before.members();
        this.target = before.target();
        this.lastNumber = before.lastNumber();
        this.troubledLooks = before.troubledLooks();
        this.lastOutcome = before.lastOutcome();
        this.history = before.history();
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
        return phase == MemberPhase.DRAINING || phase == MemberPhase.RELEASING;
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

    void start() {
        if (phase == MemberPhase.NEW) {
            phase = MemberPhase.JOINING;
            beginLook(Trigger.START);
        }
    }

    void wantLook(Trigger trigger) {
        if (!takesPart()) {
            return;
        }
        if (look instanceof LookState.Looking looking) {
            look = new LookState.Looking(
                    looking.attempt(),
                    looking.trigger(),
                    looking.since(),
                    Optional.of(looking.again()
                            .filter(earlier -> earlier != Trigger.NOTIFIED)
                            .orElse(trigger)));
        } else if (look instanceof LookState.Resting resting
                && !(trigger == Trigger.NOTIFIED && resting.trigger() == Trigger.NOTIFIED)) {
            long pause = trigger == Trigger.NOTIFIED ? policy.convergence().debounce(chance(), members.size()) : 0;
            long earliest = Math.max(now + pause, lastLookAt + policy.minInterval());
            if (earliest < resting.nextAt()) {
                look = new LookState.Resting(earliest, trigger);
            }
        }
    }

    boolean answersLook(long attempt) {
        return takesPart() && look instanceof LookState.Looking looking && looking.attempt() == attempt;
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
        endLook(new LookOutcome(
                currentTrigger(),
                now,
                view.members().size(),
                view.queueCount(),
                target.size(),
                plan.acquire().size(),
                plan.revoke().size(),
                plan.problems(),
                plan.successful()));
    }

    void lookFailed(ViewProblem problem) {
        endLook(new LookOutcome(currentTrigger(), now, 0, 0, target.size(), 0, 0, List.of(problem), false));
    }

    void changeInterval(long intervalMillis) {
        policy = policy.withInterval(intervalMillis);
        if (look instanceof LookState.Resting resting && lastLookAt != Long.MIN_VALUE) {
            long next = Math.max(now, lastLookAt + untilNextPoll());
            boolean regular = resting.trigger() == Trigger.INTERVAL;
            look = regular ? new LookState.Resting(next, Trigger.INTERVAL) : resting;
        }
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
            beginLook(Trigger.START);
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
                beginLook(Trigger.START);
            }
            default -> {}
        }
    }

    private void wantNothing() {
        reaping.clear();
        target = new TreeSet<>();
        look = new LookState.Resting(Long.MAX_VALUE, Trigger.INTERVAL);
    }

    /** Does what is due, and closes the step. */
    Transition finish() {
        if (phase != MemberPhase.NEW && phase != MemberPhase.LEFT) {
            if (look instanceof LookState.Looking looking && now - looking.since() >= policy.answerTimeout()) {
                lookFailed(new ViewProblem.Unanswered(now - looking.since()));
            }
            if (look instanceof LookState.Resting resting && resting.nextAt() <= now && takesPart()) {
                beginLook(resting.trigger());
            }
            queues.settle(target);
            reaping.settle();
            if (queues.isEmpty() && isLeaving()) {
                phase = phase == MemberPhase.DRAINING ? MemberPhase.DEPARTING : MemberPhase.WITHDRAWING;
                perform(new Action.Depart());
            }
            long wakeAt = Math.min(lookDueAt(), Math.min(queues.dueAt(), reaping.dueAt()));
            if (wakeAt != Long.MAX_VALUE) {
                perform(new Action.WakeAt(wakeAt));
            }
        }
        GroupState after = new GroupState(
                phase,
                policy,
                look,
                lastLookAt,
                members,
                target,
                queues.result(),
                brokers.result(),
                reaping.result(),
                history,
                lastNumber,
                troubledLooks,
                lastOutcome);
        return new Transition(after.equals(before) ? before : after, actions);
    }

    private boolean takesPart() {
        return phase == MemberPhase.JOINING || phase == MemberPhase.RUNNING;
    }

    private void beginLook(Trigger trigger) {
        long attempt = nextNumber();
        look = new LookState.Looking(attempt, trigger, now, Optional.empty());
        lastLookAt = now;
        perform(new Action.FetchView(attempt));
    }

    private void endLook(LookOutcome outcome) {
        lastOutcome = Optional.of(outcome);
        perform(new Action.ReportLook(outcome));
        troubledLooks = outcome.problems().isEmpty() ? 0 : Math.min(troubledLooks + 1, MOST_TROUBLED);
        Optional<Trigger> again = look instanceof LookState.Looking looking ? looking.again() : Optional.empty();
        if (again.isPresent()) {
            long pause = again.get() == Trigger.NOTIFIED ? policy.convergence().followUp() : 0;
            look = new LookState.Resting(Math.max(now + pause, lastLookAt + policy.minInterval()), again.get());
        } else if (outcome.problems().isEmpty()) {
            look = new LookState.Resting(now + untilNextPoll(), Trigger.INTERVAL);
        } else {
            long pause = Math.min(policy.interval(), policy.retryInterval() << (troubledLooks - 1));
            look = new LookState.Resting(now + pause, Trigger.RETRY);
        }
    }

    private long untilNextPoll() {
        long pause = policy.convergence().poll(chance(), policy.interval(), members.size());
        return Math.max(policy.minInterval(), pause);
    }

    /** Another number after every look. */
    private long chance() {
        return StableHash.drawn(chances, lastNumber);
    }

    private Trigger currentTrigger() {
        return look instanceof LookState.Looking looking ? looking.trigger() : Trigger.INTERVAL;
    }

    private long lookDueAt() {
        if (look instanceof LookState.Looking looking) {
            return looking.since() + policy.answerTimeout();
        }
        return look instanceof LookState.Resting resting ? resting.nextAt() : Long.MAX_VALUE;
    }
}
