package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a member should hold after a look at its group, and how that differs from what it meant to hold before.
 *
 * @param target the queues to hold
 * @param acquire those that are new
 * @param revoke those to give up
 * @param problems what could not be decided; the queues concerned are in {@code target} if they were before
 */
public record RebalancePlan(
        SortedSet<MessageQueue> target,
        SortedSet<MessageQueue> acquire,
        SortedSet<MessageQueue> revoke,
        List<ViewProblem> problems) {

    public RebalancePlan {
        target = Collections.unmodifiableSortedSet(target);
        problems = List.copyOf(problems);
    }

    /** Decides for {@code self}; a pure function. */
    public static RebalancePlan of(
            ConsumerGroup group,
            ClientId self,
            GroupView view,
            Set<MessageQueue> previousTarget,
            AllocationStrategy strategy) {
        if (!view.members().contains(self)) {
            return keeping(
                    previousTarget,
                    new ViewProblem.NotAMember(self, view.members().size()));
        }
        SortedSet<MessageQueue> target = new TreeSet<>();
        List<ViewProblem> problems = new ArrayList<>();
        for (Map.Entry<String, TopicView> entry : view.topics().entrySet()) {
            String topic = entry.getKey();
            if (entry.getValue() instanceof TopicView.Known known) {
                try {
                    target.addAll(allocate(group, self, topic, known, view.members(), strategy));
                } catch (RuntimeException e) {
                    problems.add(new ViewProblem.NoAllocation(topic, strategy.name(), String.valueOf(e.getMessage())));
                    keep(topic, previousTarget, target);
                }
            } else if (entry.getValue() instanceof TopicView.Assigned assigned) {
                target.addAll(assigned.queues());
            } else if (entry.getValue() instanceof TopicView.Unknown unknown) {
                problems.add(new ViewProblem.NoRoute(topic, unknown.reason()));
                keep(topic, previousTarget, target);
            } else if (entry.getValue() instanceof TopicView.Unassigned unassigned) {
                problems.add(new ViewProblem.NoAssignment(topic, unassigned.reason()));
                keep(topic, previousTarget, target);
            }
        }
        return new RebalancePlan(target, without(target, previousTarget), without(previousTarget, target), problems);
    }

    /** Changes nothing. */
    static RebalancePlan keeping(Set<MessageQueue> previousTarget, ViewProblem problem) {
        return new RebalancePlan(new TreeSet<>(previousTarget), new TreeSet<>(), new TreeSet<>(), List.of(problem));
    }

    /**
     * Whether the member can do its work all the same: brokers create a group's retry topic with the first heartbeat, so
     * its route is missing for a moment after a group was first used. They create its dead-letter topic with the first
     * message that they move there, which may be never.
     */
    public boolean successful() {
        return problems.stream()
                .allMatch(problem -> problem instanceof ViewProblem.NoRoute noRoute
                        && (Topic.isRetry(noRoute.topic()) || Topic.isDeadLetter(noRoute.topic())));
    }

    private static List<MessageQueue> allocate(
            ConsumerGroup group,
            ClientId self,
            String topic,
            TopicView.Known known,
            List<ClientId> members,
            AllocationStrategy strategy) {
        if (known.queues().isEmpty()) {
            return List.of();
        }
        List<MessageQueue> mine =
                strategy.allocate(new AllocationRequest(group, topic, List.copyOf(known.queues()), members, self));
        for (MessageQueue queue : mine) {
            if (!known.queues().contains(queue)) {
                throw new IllegalStateException("it gave " + queue + ", which is not a readable queue of the topic");
            }
        }
        return mine;
    }

    private static void keep(String topic, Set<MessageQueue> from, Set<MessageQueue> to) {
        from.stream().filter(queue -> queue.topic().equals(topic)).forEach(to::add);
    }

    private static SortedSet<MessageQueue> without(Set<MessageQueue> all, Set<MessageQueue> those) {
        SortedSet<MessageQueue> rest = new TreeSet<>(all);
        rest.removeAll(those);
        return rest;
    }
}
