package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.api.RebalancingSnapshot;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.LookOutcome;
import io.github.rocketmq.rebalance.rebalance.ViewProblem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people see of a member: log lines, the assignment listener, the last looks. Reports on the loop, read anywhere. */
final class GroupReports {

    private static final Logger log = LoggerFactory.getLogger(GroupReports.class);

    private final ConsumerGroup group;
    private final AssignmentListener assignmentListener;
    private final InstantSource clock;
    /** Held without a clean end, and not announced yet. */
    private final Set<MessageQueue> lost = new HashSet<>();

    private @Nullable LookOutcome lastOutcome;
    private volatile List<RebalanceSnapshot> latest = List.of();
    private volatile Optional<Instant> lastSuccess = Optional.empty();

    GroupReports(ConsumerGroup group, AssignmentListener assignmentListener, InstantSource clock) {
        this.group = group;
        this.assignmentListener = assignmentListener;
        this.clock = clock;
    }

    void report(Action action) {
        if (action instanceof Action.ReportLook look) {
            looked(look.outcome());
        } else if (action instanceof Action.ReportLost gone) {
            log.warn("group '{}' gave up {} although {}", group, gone.queue(), gone.reason());
            lost.add(gone.queue());
        } else if (action instanceof Action.ReportUnclean unclean) {
            log.warn("group '{}' gave up {} although {}", group, unclean.queue(), unclean.reason());
        } else if (action instanceof Action.ReportLockless lockless) {
            log.warn(
                    "broker '{}' gives group '{}' no locks, so its queues change hands without, and what was not committed"
                            + " then is delivered again; permit LOCK_BATCH_MQ(41) to members of the group: {}",
                    lockless.brokerName(),
                    group,
                    lockless.reason());
        } else if (action instanceof Action.AnnounceAssigned assigned) {
            log.debug("group '{}' took over {}", group, assigned.queues());
            announce(() -> assignmentListener.onAssigned(assigned.queues()));
        } else if (action instanceof Action.AnnounceRevoked revoked) {
            announceGone(revoked.queues());
        }
    }

    private void announceGone(SortedSet<MessageQueue> queues) {
        log.debug("group '{}' gave up {}", group, queues);
        SortedSet<MessageQueue> unclean = new TreeSet<>(queues);
        unclean.retainAll(lost);
        lost.removeAll(unclean);
        SortedSet<MessageQueue> clean = new TreeSet<>(queues);
        clean.removeAll(unclean);
        if (!clean.isEmpty()) {
            announce(() -> assignmentListener.onRevoked(Collections.unmodifiableSortedSet(clean)));
        }
        if (!unclean.isEmpty()) {
            announce(() -> assignmentListener.onLost(Collections.unmodifiableSortedSet(unclean)));
        }
    }

    void notReset(MessageQueue queue, long offset) {
        log.warn(
                "group '{}' takes over or gives up {} right now and does not go on at offset {} there; reset it again",
                group,
                queue,
                offset);
    }

    /** The last looks at the group, the newest first. */
    List<RebalanceSnapshot> latest() {
        return latest;
    }

    /** When a look last succeeded; empty before the first. */
    Optional<Instant> lastSuccess() {
        return lastSuccess;
    }

    private void looked(LookOutcome outcome) {
        Instant now = clock.instant();
        Optional<String> problem = outcome.problems().isEmpty() || outcome.successful()
                ? Optional.empty()
                : Optional.of(outcome.problems().stream().map(ViewProblem::text).collect(Collectors.joining("; ")));
        remember(new RebalanceSnapshot(
                now,
                RebalanceTrigger.valueOf(outcome.trigger().name()),
                outcome.members(),
                outcome.queues(),
                outcome.assigned(),
                outcome.added(),
                outcome.removed(),
                problem,
                Duration.ofMillis(outcome.endedAt() - outcome.startedAt()),
                List.copyOf(outcome.acquired()),
                List.copyOf(outcome.revoked())));
        if (outcome.successful()) {
            lastSuccess = Optional.of(now);
        }
        if (lastOutcome == null || !outcome.repeats(lastOutcome)) {
            if (problem.isPresent()) {
                log.warn("group '{}' keeps its {} queues: {}", group, outcome.assigned(), problem.get());
            } else {
                log.info(
                        "group '{}' has {} members and {} queues; {} are mine, {} new, {} to give up ({})",
                        group,
                        outcome.members(),
                        outcome.queues(),
                        outcome.assigned(),
                        outcome.added(),
                        outcome.removed(),
                        outcome.trigger());
            }
        }
        lastOutcome = outcome;
    }

    private void remember(RebalanceSnapshot look) {
        latest = Stream.concat(Stream.of(look), latest.stream())
                .limit(RebalancingSnapshot.MOST)
                .toList();
    }

    private void announce(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            log.warn("the assignment listener of group '{}' failed", group, e);
        }
    }
}
