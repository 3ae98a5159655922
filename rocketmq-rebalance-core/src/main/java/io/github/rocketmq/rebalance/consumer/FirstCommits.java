package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * In front of brokers that may lose a first commit: sends the first one for a topic to a broker alone and reads it back,
 * while the others wait.
 *
 * <p>Brokers up to 5.5 start a table at the first offset of a group in a topic. When two offsets arrive at once, each starts
 * one and the later table replaces the other: an offset that was confirmed is gone (apache/rocketmq issue 10700). Within
 * this member, waiting prevents that; reading back finds that another member came in between. Safe for all threads.
 */
final class FirstCommits implements OffsetStore {

    private final OffsetStore store;
    private final Map<Place, CompletableFuture<Void>> places = new ConcurrentHashMap<>();

    private record Place(String brokerName, String topic) {}

    FirstCommits(OffsetStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<OptionalLong> read(MessageQueue queue) {
        return store.read(queue);
    }

    /** Completes when the offset is confirmed, exceptionally if it should be written again. */
    @Override
    public CompletionStage<Void> write(MessageQueue queue, long offset) {
        Place place = new Place(queue.brokerName(), queue.topic());
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> first = places.putIfAbsent(place, mine);
        if (first != null) {
            return first.thenCompose(kept -> store.write(queue, offset)).whenComplete((ok, failure) -> {
                if (failure != null) {
                    // The broker may come back with files from before it had the table.
                    places.remove(place, first);
                }
            });
        }
        store.write(queue, offset)
                .thenCompose(confirmed -> store.read(queue))
                .thenAccept(read -> requireKept(queue, offset, read))
                .whenComplete((kept, failure) -> {
                    if (failure == null) {
                        mine.complete(null);
                    } else {
                        places.remove(place, mine);
                        mine.completeExceptionally(RemoteException.causeOf(failure));
                    }
                });
        return mine;
    }

    @Override
    public void close() {
        store.close();
    }

    private static void requireKept(MessageQueue queue, long written, OptionalLong read) {
        // Brokers before 5.0 say 0 of an offset that they do not have; any other value is a newer one.
        if (read.isEmpty() || (written != 0 && read.getAsLong() == 0)) {
            throw new RemoteException.OutcomeUnknown(
                    "broker '" + queue.brokerName() + "' confirmed offset " + written + " of " + queue
                            + " and does not have it, because another first commit replaced it",
                    null);
        }
    }
}
