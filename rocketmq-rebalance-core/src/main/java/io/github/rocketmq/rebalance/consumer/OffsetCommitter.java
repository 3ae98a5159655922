package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores how far the group got: what changed, in regular intervals, and for the last time when a queue is given up. Never
 * has two commits of one queue under way, because the store keeps whichever comes last. Confined to the loop.
 */
final class OffsetCommitter {

    private static final Logger log = LoggerFactory.getLogger(OffsetCommitter.class);

    private final ClientLoop loop;
    private final OffsetStore store;
    private final long interval;
    private final long commitLife;
    private final Supplier<Collection<HeldQueue>> held;
    private @Nullable Cancellable timer;
    private boolean closed;

    /**
     * @param interval milliseconds between two commits of what changed
     * @param commitLife milliseconds for which a commit may still take effect whose answer never came; 0 if that does not
     *     matter
     * @param held the queues to commit
     */
    OffsetCommitter(
            ClientLoop loop, OffsetStore store, long interval, long commitLife, Supplier<Collection<HeldQueue>> held) {
        this.loop = loop;
        this.store = store;
        this.interval = interval;
        this.commitLife = commitLife;
        this.held = held;
    }

    void start() {
        if (timer == null) {
            schedule();
        }
    }

    /** Commits no more; what is under way completes all the same. */
    void close() {
        closed = true;
        try {
            store.close();
        } catch (RuntimeException e) {
            log.warn("the offset store of a consumer could not be closed", e);
        }
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Commits once more and says how that went, after whatever commit is under way. */
    void commitFinally(
            HeldQueue queue, OptionalLong moved, Runnable onConfirmed, BiConsumer<String, OptionalLong> onFailure) {
        CompletionStage<Void> underWay = queue.commitUnderWay();
        if (underWay != null) {
            Runnable after = () -> commitFinally(queue, moved, onConfirmed, onFailure);
            loop.whenAnswered(underWay, ok -> loop.post(after), failure -> loop.post(after));
            return;
        }
        OptionalLong uncertain = queue.uncertainCommit();
        if (uncertain.isPresent() && loop.now() < uncertain.getAsLong() + commitLife) {
            onFailure.accept("an earlier commit may still take effect", uncertain);
            return;
        }
        long offset = moved.orElse(queue.sweep());
        if (offset == queue.committedOffset()) {
            onConfirmed.run();
        } else {
            write(queue, offset, onConfirmed, onFailure);
        }
    }

    /** Stores at once where the broker or an operator wants the group to go on. */
    void commitMoved(HeldQueue queue, long offset) {
        CompletionStage<Void> underWay = queue.commitUnderWay();
        if (underWay != null) {
            Runnable after = () -> commitMoved(queue, offset);
            loop.whenAnswered(underWay, ok -> loop.post(after), failure -> loop.post(after));
        } else {
            write(
                    queue,
                    offset,
                    () -> {},
                    (reason, uncertain) -> log.debug("offset {} of {}: {}", offset, queue.queue(), reason));
        }
    }

    private void schedule() {
        if (!closed) {
            timer = loop.after(interval, () -> {
                held.get().forEach(this::commitIfChanged);
                schedule();
            });
        }
    }

    private void commitIfChanged(HeldQueue queue) {
        if (queue.commitUnderWay() != null || queue.puller().isStopped() || !queue.mayCommit(loop.now())) {
            return;
        }
        long offset = queue.sweep();
        if (offset != queue.committedOffset()) {
            write(
                    queue,
                    offset,
                    () -> {},
                    (reason, uncertain) -> log.warn(
                            "offset {} of {} is not confirmed and will be committed again: {}",
                            offset,
                            queue.queue(),
                            reason));
        }
    }

    /** Stores an offset again although it did not change. */
    void commitAgain(HeldQueue queue) {
        queue.notCommitted();
        commitIfChanged(queue);
    }

    private void write(HeldQueue queue, long offset, Runnable onConfirmed, BiConsumer<String, OptionalLong> onFailure) {
        long sentAt = loop.now();
        queue.sent(offset);
        CompletionStage<Void> commit = store.write(queue.queue(), offset);
        queue.commitUnderWay(commit);
        loop.whenAnswered(
                commit,
                ok -> {
                    queue.commitUnderWay(null);
                    queue.committed(offset);
                    onConfirmed.run();
                },
                failure -> {
                    queue.commitUnderWay(null);
                    OptionalLong uncertain = RemoteException.mayTakeEffect(failure, sentAt);
                    if (uncertain.isPresent()) {
                        // When it takes effect, an older offset may stand in place of a newer one.
                        queue.uncertainCommit(uncertain);
                        queue.notCommitted();
                    }
                    onFailure.accept(String.valueOf(failure.getMessage()), uncertain);
                });
    }
}
