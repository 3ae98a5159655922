package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.StartPosition;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.remote.Broker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where to start in a queue: at the committed offset, or at the start position if the group never committed. A question
 * that fails is a failure, never a position.
 */
final class OffsetResolver {

    private final SharedClient client;
    private final OffsetStore store;
    private final StartPosition startPosition;

    /**
     * @param offset of the first message to pull
     * @param stored whether the store named it
     */
    record Position(long offset, boolean stored) {}

    OffsetResolver(SharedClient client, OffsetStore store, StartPosition startPosition) {
        this.client = client;
        this.store = store;
        this.startPosition = startPosition;
    }

    /**
     * @param added whether the topic gained the queue while the group already consumed it
     */
    CompletionStage<Position> resolve(MessageQueue queue, boolean added) {
        return store.read(queue).thenCompose(committed -> {
            if (committed.isPresent()) {
                return CompletableFuture.completedStage(new Position(committed.getAsLong(), true));
            }
            return Masters.ask(client, queue.brokerName(), broker -> first(broker, queue, added))
                    .thenApply(offset -> new Position(offset, false));
        });
    }

    private CompletionStage<Long> first(Broker broker, MessageQueue queue, boolean added) {
        // Whatever is in a retry topic was failed by this very group, and whatever is in a new queue was sent to a
        // group
        // that was there, so none of it may be skipped.
        if (added || Topic.isRetry(queue.topic()) || startPosition instanceof StartPosition.Earliest) {
            return broker.minOffset(queue);
        }
        if (startPosition instanceof StartPosition.At at) {
            return broker.offsetAt(queue, at.time());
        }
        return broker.maxOffset(queue);
    }
}
