package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

/**
 * One look at the group and what it changed.
 *
 * @param trigger why it was taken
 * @param startedAt loop milliseconds
 * @param endedAt loop milliseconds
 * @param members listed members; 0 without a list
 * @param queues readable queues found
 * @param assigned queues to hold after it
 * @param acquired queues to take over
 * @param revoked queues to give up
 * @param problems what could not be decided
 * @param successful whether nothing that matters is missing
 */
public record LookOutcome(
        Trigger trigger,
        long startedAt,
        long endedAt,
        int members,
        int queues,
        int assigned,
        SortedSet<MessageQueue> acquired,
        SortedSet<MessageQueue> revoked,
        List<ViewProblem> problems,
        boolean successful) {

    public LookOutcome {
        acquired = Collections.unmodifiableSortedSet(acquired);
        revoked = Collections.unmodifiableSortedSet(revoked);
        problems = List.copyOf(problems);
    }

    /** How many queues to take over. */
    public int added() {
        return acquired.size();
    }

    /** How many queues to give up. */
    public int removed() {
        return revoked.size();
    }

    /** Whether it says the same as an earlier one: nothing moved and the problems are the same. */
    public boolean repeats(LookOutcome earlier) {
        return acquired.isEmpty()
                && revoked.isEmpty()
                && members == earlier.members
                && queues == earlier.queues
                && problems.equals(earlier.problems);
    }
}
