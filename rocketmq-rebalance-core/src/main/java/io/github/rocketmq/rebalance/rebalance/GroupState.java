package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that this member knows and means to do about its group. Replaced whole with every event.
 *
 * @param phase the member's life
 * @param policy the times that hold now
 * @param look whether a look at the group is under way
 * @param lastLookAt when the last look started; {@link Long#MIN_VALUE} before the first
 * @param members as of the last look that succeeded
 * @param target the queues this member should hold
 * @param queues the queues it does hold
 * @param brokers the brokers at which it asked for locks, by name
 * @param missing members that died, as it seems, and whose locks this member is to give back
 * @param history the queues it saw
 * @param lastNumber the last generation or attempt given out
 * @param troubledLooks how many looks in a row could not decide everything; each makes the next pause longer
 * @param lastOutcome the last look's result
 */
public record GroupState(
        MemberPhase phase,
        RebalancePolicy policy,
        LookState look,
        long lastLookAt,
        List<ClientId> members,
        SortedSet<MessageQueue> target,
        SortedMap<MessageQueue, QueueState> queues,
        SortedMap<String, BrokerState> brokers,
        SortedMap<ClientId, Missing> missing,
        QueueHistory history,
        long lastNumber,
        int troubledLooks,
        Optional<LookOutcome> lastOutcome) {

    public GroupState {
        members = AllocationRequest.inOrder(members);
        target = Collections.unmodifiableSortedSet(target);
        queues = Collections.unmodifiableSortedMap(queues);
        brokers = Collections.unmodifiableSortedMap(brokers);
        missing = Collections.unmodifiableSortedMap(missing);
    }

    /** Before the first event. */
    public static GroupState initial(RebalancePolicy policy) {
        return new GroupState(
                MemberPhase.NEW,
                policy,
                new LookState.Resting(Long.MAX_VALUE, Trigger.START),
                Long.MIN_VALUE,
                List.of(),
                new TreeSet<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                QueueHistory.EMPTY,
                0,
                0,
                Optional.empty());
    }
}
