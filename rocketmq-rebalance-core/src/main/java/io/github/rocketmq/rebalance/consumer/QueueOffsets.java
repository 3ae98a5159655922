package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.Event;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Performs what the machine wants of the offsets of single queues, and reports how it went. Confined to the loop. */
final class QueueOffsets {

    private final ClientLoop loop;
    private final OffsetStore store;
    private final OffsetResolver resolver;
    private final OffsetCommitter committer;
    private final Consumer<Event> events;

    /**
     * @param held the queues whose offsets are stored regularly
     * @param events where answers go
     */
    QueueOffsets(
            ClientLoop loop,
            SharedClient client,
            GroupSetup setup,
            Supplier<Collection<HeldQueue>> held,
            Ownership ownership,
            Consumer<Event> events) {
        this.loop = loop;
        this.store = ReportedOffsetStore.of(setup.offsetStore(client), setup.group(), client);
        this.resolver = new OffsetResolver(client, store, setup.startPosition());
        this.committer = new OffsetCommitter(loop, store, setup.commitTimes(), held, ownership::isSure);
        this.events = events;
    }

    void start() {
        committer.start();
    }

    void close() {
        committer.close();
    }

    /** How far the group got, as the store says. */
    CompletionStage<OptionalLong> stored(MessageQueue queue) {
        return store.read(queue);
    }

    void resolve(Action.ResolveOffset action) {
        loop.whenAnswered(
                resolver.resolve(action.queue(), action.added()),
                position -> events.accept(new Event.OffsetResolved(
                        action.queue(), action.generation(), position.offset(), position.stored())),
                failure -> events.accept(new Event.OffsetUnresolved(
                        action.queue(), action.generation(), String.valueOf(failure.getMessage()))));
    }

    /** Stores a queue's last offset; one that is not held has none. */
    void commitFinally(@Nullable HeldQueue held, Action.CommitFinally action) {
        MessageQueue queue = action.queue();
        long generation = action.generation();
        if (held == null) {
            events.accept(new Event.FinalCommitConfirmed(queue, generation));
        } else {
            committer.commitFinally(
                    held,
                    action.offset(),
                    () -> events.accept(new Event.FinalCommitConfirmed(queue, generation)),
                    (reason, doubtfulUntil) ->
                            events.accept(new Event.FinalCommitFailed(queue, generation, reason, doubtfulUntil)));
        }
    }

    void commitAgain(HeldQueue queue) {
        committer.commitAgain(queue);
    }

    void commitMoved(HeldQueue queue, long offset, Runnable onConfirmed, OffsetCommitter.Failure onFailure) {
        committer.commitMoved(queue, offset, onConfirmed, onFailure);
    }

    /** Others cannot have consumed a queue without storing an offset behind what this member stored last. */
    void check(@Nullable HeldQueue held, Action.CheckOffset action) {
        MessageQueue queue = action.queue();
        long generation = action.generation();
        if (held == null) {
            events.accept(new Event.OffsetStands(queue, generation));
            return;
        }
        loop.whenAnswered(
                store.read(queue),
                stored -> events.accept(
                        stored.orElse(0) > held.highestCommit()
                                ? new Event.OffsetOvertaken(queue, generation)
                                : new Event.OffsetStands(queue, generation)),
                failure -> events.accept(new Event.OffsetUnchecked(queue, generation)));
    }
}
