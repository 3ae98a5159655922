package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** An offset store whose commits are told of. */
final class ReportedOffsetStore implements OffsetStore {

    private final OffsetStore store;
    private final ConsumerGroup group;
    private final ClientEvents events;

    private ReportedOffsetStore(OffsetStore store, ConsumerGroup group, ClientEvents events) {
        this.store = store;
        this.group = group;
        this.events = events;
    }

    /** The store itself if nobody hears. */
    static OffsetStore of(OffsetStore store, ConsumerGroup group, SharedClient client) {
        return client.isHeard() ? new ReportedOffsetStore(store, group, client.events()) : store;
    }

    @Override
    public CompletionStage<OptionalLong> read(MessageQueue queue) {
        return store.read(queue);
    }

    @Override
    public CompletionStage<Void> write(MessageQueue queue, long offset) {
        CompletionStage<Void> written = store.write(queue, offset);
        written.whenComplete((ok, failure) ->
                events.offsetCommitted(group, queue, failure == null ? null : RemoteException.causeOf(failure)));
        return written;
    }

    @Override
    public void close() {
        store.close();
    }
}
