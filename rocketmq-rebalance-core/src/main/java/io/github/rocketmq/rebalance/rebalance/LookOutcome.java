package io.github.rocketmq.rebalance.rebalance;

import java.util.List;

/**
 * One look at the group and what it changed.
 *
 * @param trigger why it was taken
 * @param endedAt loop milliseconds
 * @param members listed members; 0 without a list
 * @param queues readable queues found
 * @param assigned queues to hold after it
 * @param added queues to take over
 * @param removed queues to give up
 * @param problems what could not be decided
 * @param successful whether nothing that matters is missing
 */
public record LookOutcome(
        Trigger trigger,
        long endedAt,
        int members,
        int queues,
        int assigned,
        int added,
        int removed,
        List<ViewProblem> problems,
        boolean successful) {

    public LookOutcome {
        problems = List.copyOf(problems);
    }

    /** Whether it says the same as an earlier one: nothing moved and the problems are the same. */
    public boolean repeats(LookOutcome earlier) {
        return added == 0
                && removed == 0
                && members == earlier.members
                && queues == earlier.queues
                && problems.equals(earlier.problems);
    }
}
