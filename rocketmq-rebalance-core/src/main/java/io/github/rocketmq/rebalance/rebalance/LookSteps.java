package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.StableHash;
import java.util.Optional;

/** The looks' part of a {@link Step}: when to look at the group. What a look means is not decided here. */
final class LookSteps {

    /** Doubles the pause after a troubled look at most this often. */
    private static final int MOST_TROUBLED = 10;

    private final Step step;
    private final long chances;

    private LookState state;
    private long lastLookAt;
    private int troubled;
    private Optional<LookOutcome> lastOutcome;

    /**
     * @param chances the series from which this member draws its times
     */
    LookSteps(Step step, GroupState before, long chances) {
        this.step = step;
        this.chances = chances;
        this.state = before.look();
        this.lastLookAt = before.lastLookAt();
        this.troubled = before.troubledLooks();
        this.lastOutcome = before.lastOutcome();
    }

    LookState state() {
        return state;
    }

    long lastLookAt() {
        return lastLookAt;
    }

    int troubled() {
        return troubled;
    }

    Optional<LookOutcome> lastOutcome() {
        return lastOutcome;
    }

    void want(Trigger trigger) {
        if (state instanceof LookState.Looking looking) {
            state = new LookState.Looking(
                    looking.attempt(),
                    looking.trigger(),
                    looking.since(),
                    Optional.of(looking.again()
                            .filter(earlier -> earlier != Trigger.NOTIFIED)
                            .orElse(trigger)));
        } else if (state instanceof LookState.Resting resting
                && !(trigger == Trigger.NOTIFIED && resting.trigger() == Trigger.NOTIFIED)) {
            long pause = trigger == Trigger.NOTIFIED
                    ? step.policy().convergence().debounce(chance(), step.memberCount())
                    : 0;
            long earliest = notBefore(step.now() + pause);
            if (earliest < resting.nextAt()) {
                state = new LookState.Resting(earliest, trigger);
            }
        }
    }

    boolean answers(long attempt) {
        return state instanceof LookState.Looking looking && looking.attempt() == attempt;
    }

    void begin(Trigger trigger) {
        long attempt = step.nextNumber();
        state = new LookState.Looking(attempt, trigger, step.now(), Optional.empty());
        lastLookAt = step.now();
        step.perform(new Action.FetchView(attempt));
    }

    /** Begins the look that is due, or gives up the one that is not answered. */
    void settle() {
        long now = step.now();
        if (state instanceof LookState.Looking looking
                && now - looking.since() >= step.policy().answerTimeout()) {
            step.lookFailed(new ViewProblem.Unanswered(now - looking.since()));
        }
        if (state instanceof LookState.Resting resting && resting.nextAt() <= now) {
            begin(resting.trigger());
        }
    }

    void end(LookOutcome outcome) {
        lastOutcome = Optional.of(outcome);
        step.perform(new Action.ReportLook(outcome));
        troubled = outcome.problems().isEmpty() ? 0 : Math.min(troubled + 1, MOST_TROUBLED);
        Optional<Trigger> again = state instanceof LookState.Looking looking ? looking.again() : Optional.empty();
        RebalancePolicy policy = step.policy();
        if (again.isPresent()) {
            long pause = again.get() == Trigger.NOTIFIED ? policy.convergence().followUp() : 0;
            state = new LookState.Resting(notBefore(step.now() + pause), again.get());
        } else if (outcome.problems().isEmpty()) {
            state = new LookState.Resting(step.now() + untilNextPoll(), Trigger.INTERVAL);
        } else {
            long pause = Math.min(policy.interval(), policy.retryInterval() << (troubled - 1));
            state = new LookState.Resting(step.now() + pause, Trigger.RETRY);
        }
    }

    /** Looks no more until {@link #begin}. */
    void stop() {
        state = new LookState.Resting(Long.MAX_VALUE, Trigger.INTERVAL);
    }

    /** The policy's interval is another one now. */
    void intervalChanged() {
        if (state instanceof LookState.Resting resting
                && resting.trigger() == Trigger.INTERVAL
                && lastLookAt != Long.MIN_VALUE) {
            state = new LookState.Resting(Math.max(step.now(), lastLookAt + untilNextPoll()), Trigger.INTERVAL);
        }
    }

    Trigger trigger() {
        return state instanceof LookState.Looking looking ? looking.trigger() : Trigger.INTERVAL;
    }

    /** When the look under way began. */
    long startedAt() {
        return state instanceof LookState.Looking looking ? looking.since() : step.now();
    }

    long dueAt() {
        if (state instanceof LookState.Looking looking) {
            return looking.since() + step.policy().answerTimeout();
        }
        return state instanceof LookState.Resting resting ? resting.nextAt() : Long.MAX_VALUE;
    }

    private long notBefore(long time) {
        return Math.max(time, lastLookAt + step.policy().minInterval());
    }

    private long untilNextPoll() {
        RebalancePolicy policy = step.policy();
        return Math.max(
                policy.minInterval(), policy.convergence().poll(chance(), policy.interval(), step.memberCount()));
    }

    /** Another number after every look. */
    private long chance() {
        return StableHash.drawn(chances, step.lastNumber());
    }
}
