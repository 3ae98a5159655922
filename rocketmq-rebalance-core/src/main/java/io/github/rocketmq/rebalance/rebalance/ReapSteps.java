package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The dead members' part of a {@link Step}: gives their locks back, so that nobody waits for them to end.
 *
 * <p>A member counts as dead when no master knows it, twice, with the policy's time between. While a broker is away or has
 * just come back, nobody does, because its list of members is empty then.
 */
final class ReapSteps {

    private static final long RETRY_MILLIS = 1000;

    /** By then its locks have ended by themselves. */
    private static final long MOST_MILLIS = 60_000;

    private final Step step;
    private final SortedMap<ClientId, Missing> before;
    private final SortedMap<ClientId, Missing> missing;

    ReapSteps(Step step, SortedMap<ClientId, Missing> before) {
        this.step = step;
        this.before = before;
        this.missing = new TreeMap<>(before);
    }

    SortedMap<ClientId, Missing> result() {
        return missing.equals(before) ? before : missing;
    }

    /**
     * The list was read again.
     *
     * @param lost members it named before and no longer names, whose locks this member is to give back, with their queues
     */
    void listed(GroupView view, Map<ClientId, SortedSet<MessageQueue>> lost) {
        missing.keySet().removeIf(view.members()::contains);
        lost.forEach((member, share) ->
                missing.putIfAbsent(member, new Missing(share, step.now(), OptionalLong.empty(), 0, step.now())));
    }

    void everywhere(Event.MembersEverywhere answer) {
        for (ClientId member : asked(answer.attempt())) {
            Missing entry = missing.get(member);
            if (entry == null) {
                continue;
            }
            if (answer.members().contains(member)) {
                // Some broker knows it: its connection to another one broke, and its locks are its own.
                missing.remove(member);
            } else {
                gone(member, entry);
            }
        }
    }

    void unknown(long attempt) {
        for (ClientId member : asked(attempt)) {
            missing.computeIfPresent(
                    member, (id, entry) -> entry.again(step.now() + RETRY_MILLIS, OptionalLong.empty()));
        }
    }

    /** The brokers that keep locks of missing members; this member may have no queue there, and know nothing of them. */
    Set<String> brokers() {
        Set<String> names = new TreeSet<>();
        missing.values().forEach(entry -> entry.share().forEach(queue -> names.add(queue.brokerName())));
        return names;
    }

    void clear() {
        missing.clear();
    }

    /** Asks what is due. */
    void settle() {
        for (ClientId member : new ArrayList<>(missing.keySet())) {
            Missing entry = missing.get(member);
            if (entry == null || entry.nextAt() > step.now()) {
                continue;
            }
            if (step.now() - entry.noticedAt() >= MOST_MILLIS) {
                missing.remove(member);
            } else if (!isQuiet(entry)) {
                missing.put(member, entry.again(step.now() + RETRY_MILLIS, OptionalLong.empty()));
            } else {
                long attempt = step.nextNumber();
                missing.put(
                        member, entry.asking(attempt, step.now() + step.policy().answerTimeout()));
                step.perform(new Action.AskMembersEverywhere(attempt));
            }
        }
    }

    long dueAt() {
        return missing.values().stream().mapToLong(Missing::nextAt).min().orElse(Long.MAX_VALUE);
    }

    private void gone(ClientId member, Missing entry) {
        long reapAfter = step.locks().policy().reapAfter().orElse(MOST_MILLIS);
        if (!isQuiet(entry)) {
            missing.put(member, entry.again(step.now() + RETRY_MILLIS, OptionalLong.empty()));
        } else if (entry.goneSince().isEmpty() && reapAfter > 0) {
            missing.put(member, entry.again(step.now() + reapAfter, OptionalLong.of(step.now())));
        } else {
            missing.remove(member);
            step.perform(new Action.UnlockFor(member, entry.share()));
        }
    }

    private boolean isQuiet(Missing entry) {
        return entry.share().stream().map(MessageQueue::brokerName).distinct().allMatch(step.brokers()::isSettled);
    }

    private List<ClientId> asked(long attempt) {
        return missing.entrySet().stream()
                .filter(entry -> entry.getValue().attempt() == attempt)
                .map(Map.Entry::getKey)
                .toList();
    }
}
