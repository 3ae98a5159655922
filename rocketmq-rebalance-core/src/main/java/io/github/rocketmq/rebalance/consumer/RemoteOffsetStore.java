package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Keeps offsets at the master of the broker that has the queue. */
final class RemoteOffsetStore implements OffsetStore {

    private final SharedClient client;
    private final ConsumerGroup group;

    RemoteOffsetStore(SharedClient client, ConsumerGroup group) {
        this.client = client;
        this.group = group;
    }

    @Override
    public CompletionStage<OptionalLong> read(MessageQueue queue) {
        return Masters.ask(client, queue.brokerName(), broker -> broker.committedOffset(group, queue))
                .thenApply(committed -> committed instanceof CommittedOffset.At at
                        ? OptionalLong.of(at.offset())
                        : OptionalLong.empty());
    }

    @Override
    public CompletionStage<Void> write(MessageQueue queue, long offset) {
        return Masters.ask(client, queue.brokerName(), broker -> broker.commitOffset(group, queue, offset));
    }
}
