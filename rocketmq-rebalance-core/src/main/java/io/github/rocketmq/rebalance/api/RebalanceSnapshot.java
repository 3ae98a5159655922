package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One look at the group and what it changed.
 *
 * @param at when it ended
 * @param trigger why it was taken
 * @param members members listed by the broker; 0 if the list could not be had
 * @param queues readable queues of all subscribed topics and the retry topic
 * @param assigned queues that this member should hold after it
 * @param added queues to take over
 * @param removed queues to give up
 * @param problem why nothing or not everything could be decided; empty if all went well
 * @param took from its begin to its end
 * @param takenOver the queues to take over, in order
 * @param givenUp the queues to give up, in order
 */
public record RebalanceSnapshot(
        Instant at,
        RebalanceTrigger trigger,
        int members,
        int queues,
        int assigned,
        int added,
        int removed,
        Optional<String> problem,
        Duration took,
        List<MessageQueue> takenOver,
        List<MessageQueue> givenUp) {

    public RebalanceSnapshot {
        takenOver = List.copyOf(takenOver);
        givenUp = List.copyOf(givenUp);
    }
}
