package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one member holds and does, as of one moment.
 *
 * @param group its group
 * @param clientId its own name in the group
 * @param state where it is in its life
 * @param topics the topics it subscribes to, without the retry topic
 * @param queues every queue it holds, in order
 * @param members the group's members as of the last successful look
 * @param lastRebalance the last look at the group; empty before the first
 * @param lastSuccessfulRebalance when a look last succeeded; empty before the first
 * @param undecodableMessages whose bytes could not be read, since the member was built
 * @param lastHeartbeat when a broker last confirmed a heartbeat of this client; empty before the first
 * @param pause how it is paused; empty if it is not
 * @param oldestCall since when the call of the listener that has run longest runs; empty if none runs
 * @param rebalancing how it shares the queues with its group
 * @param cluster name server and brokers
 */
public record ConsumerSnapshot(
        ConsumerGroup group,
        ClientId clientId,
        ConsumerState state,
        Set<String> topics,
        List<QueueSnapshot> queues,
        List<ClientId> members,
        Optional<RebalanceSnapshot> lastRebalance,
        Optional<Instant> lastSuccessfulRebalance,
        long undecodableMessages,
        Optional<Instant> lastHeartbeat,
        Optional<PauseMode> pause,
        Optional<Instant> oldestCall,
        RebalancingSnapshot rebalancing,
        ClusterSnapshot cluster) {

    public ConsumerSnapshot {
        topics = Set.copyOf(topics);
        queues = List.copyOf(queues);
        members = List.copyOf(members);
    }

    /** Messages behind the ends of all held queues that are not consumed. */
    public long lag() {
        return queues.stream().mapToLong(QueueSnapshot::lag).sum();
    }

    /**
     * How long the oldest message of all held queues that is not consumed has been with its broker.
     *
     * @param now the time of day
     * @return empty if messages wait of which none was pulled yet
     */
    public Optional<Duration> lagTime(Instant now) {
        return lag() == 0
                ? Optional.of(Duration.ZERO)
                : queues.stream()
                        .filter(queue -> queue.lag() > 0)
                        .flatMap(queue -> queue.lagTime(now).stream())
                        .max(Comparator.naturalOrder());
    }

    /** The queues that are pulled and delivered now. */
    public SortedSet<MessageQueue> assignment() {
        return queues.stream()
                .filter(queue -> queue.stage() == QueueSnapshot.Stage.CONSUMING)
                .map(QueueSnapshot::queue)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
