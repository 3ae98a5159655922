package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.api.RebalancingSnapshot;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * One listener with everything that is known of it.
 *
 * @param state of its consumer; STOPPED or FAILED if it has none
 * @param paused how it is paused; null if it is not
 * @param strategy how it shares queues; null if it has no consumer
 * @param interval between rebalances; null if it has no consumer
 * @param clientId its own name in the group; null if it has no consumer
 * @param lagSeconds since when the oldest message that is not consumed waits; null if that is not known
 * @param inFlight messages in listeners now
 * @param clientIds all members of the group
 * @param queues all queues of the subscribed topics, also those of other members, and the retry queues
 * @param rebalances the last looks at the group, the newest first
 */
public record ListenerDescriptor(
        String id,
        String group,
        List<String> topics,
        String state,
        @Nullable String paused,
        @Nullable String strategy,
        @Nullable String interval,
        int assignedQueues,
        long lag,
        @Nullable String clientId,
        @Nullable Double lagSeconds,
        int inFlight,
        List<String> clientIds,
        List<QueueDescriptor> queues,
        List<Rebalance> rebalances)
        implements OperationResponseBody {

    /**
     * One look at the group.
     *
     * @param trigger why it was taken
     * @param members listed members
     * @param queues readable queues found
     * @param assigned queues to hold after it
     * @param takenOver queues that are new
     * @param givenUp queues that other members get
     * @param took how long the look took
     * @param result ok, or what could not be decided
     */
    public record Rebalance(
            Instant at,
            String trigger,
            int members,
            int queues,
            int assigned,
            int added,
            int removed,
            List<String> takenOver,
            List<String> givenUp,
            String took,
            String result) {

        static Rebalance of(RebalanceSnapshot look) {
            return new Rebalance(
                    look.at(),
                    Texts.of(look.trigger()),
                    look.members(),
                    look.queues(),
                    look.assigned(),
                    look.added(),
                    look.removed(),
                    look.takenOver().stream().map(Texts::of).toList(),
                    look.givenUp().stream().map(Texts::of).toList(),
                    Texts.of(look.took()),
                    look.problem().orElse("ok"));
        }
    }

    static ListenerDescriptor of(String id, RocketListenerContainer container, Instant now) {
        Optional<ConsumerSnapshot> snapshot = container.snapshot();
        RocketMqDescriptor.Listener summary = RocketMqDescriptor.Listener.of(container);
        return new ListenerDescriptor(
                id,
                summary.group(),
                summary.topics(),
                summary.state(),
                summary.paused(),
                summary.strategy(),
                summary.interval(),
                summary.assignedQueues(),
                summary.lag(),
                snapshot.map(held -> held.clientId().value()).orElse(null),
                snapshot.flatMap(held -> held.lagTime(now))
                        .map(QueueDescriptor::seconds)
                        .orElse(null),
                snapshot.map(held -> held.queues().stream()
                                .mapToInt(queue -> queue.inFlight())
                                .sum())
                        .orElse(0),
                snapshot.map(held ->
                                held.members().stream().map(ClientId::value).toList())
                        .orElse(List.of()),
                snapshot.map(held -> queues(held, owners(container), now)).orElse(List.of()),
                snapshot.map(ConsumerSnapshot::rebalancing).map(RebalancingSnapshot::latest).orElse(List.of()).stream()
                        .map(Rebalance::of)
                        .toList());
    }

    private static SortedMap<MessageQueue, ClientId> owners(RocketListenerContainer container) {
        return container.phase().consumer().map(PushConsumer::owners).orElseGet(TreeMap::new);
    }

    private static List<QueueDescriptor> queues(
            ConsumerSnapshot held, SortedMap<MessageQueue, ClientId> owners, Instant now) {
        SortedMap<MessageQueue, QueueDescriptor> queues = new TreeMap<>();
        owners.forEach((queue, owner) -> queues.put(queue, QueueDescriptor.ofOther(queue, owner)));
        held.queues()
                .forEach(queue -> queues.put(
                        queue.queue(),
                        QueueDescriptor.of(
                                queue, owners.getOrDefault(queue.queue(), held.clientId()), held.pause(), now)));
        return List.copyOf(queues.values());
    }
}
