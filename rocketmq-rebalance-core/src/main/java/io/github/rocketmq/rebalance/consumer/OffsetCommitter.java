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
 * has two commits of one queue under way, because the store keeps whichever comes last. Each queue has its own part of the
 * interval, so that many queues do not go out together. Confined to the loop.
 */
final class OffsetCommitter {

    private static final Logger log = LoggerFactory.getLogger(OffsetCommitter.class);

    private static final int MOST_PARTS = 10;
    private static final long SHORTEST_PART = 500;

    /** The store may send later than it was asked to, but waits no longer for the answer; milliseconds. */
    private static final long LONGEST_ANSWER = 3000;

    private final ClientLoop loop;
    private final OffsetStore store;
    private final Times times;
    private final int parts;
    private final Supplier<Collection<HeldQueue>> held;
    private @Nullable Cancellable timer;
    private int part;
    private boolean closed;

    /**
     * When to commit, in milliseconds.
     *
     * @param interval between two commits of what changed
     * @param again until an offset that did not change is committed again; {@link Long#MAX_VALUE} for never
     * @param life how long a commit may still take effect whose answer never came; 0 if that does not matter
     */
    record Times(long interval, long again, long life) {}

    /**
     * @param held the queues to commit
     */
    OffsetCommitter(ClientLoop loop, OffsetStore store, Times times, Supplier<Collection<HeldQueue>> held) {
        this.loop = loop;
        this.store = store;
        this.times = times;
        this.parts = (int) Math.max(1, Math.min(MOST_PARTS, times.interval() / SHORTEST_PART));
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
        if (uncertain.isPresent() && loop.now() < uncertain.getAsLong() + times.life()) {
            onFailure.accept("an earlier commit may still take effect", uncertain);
            return;
        }
        long offset = moved.orElse(queue.sweep());
        if (offset == queue.committedOffset() && uncertain.isEmpty()) {
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
            timer = loop.after(times.interval() / parts, () -> {
                part = (part + 1) % parts;
                held.get().stream()
                        .filter(queue -> Math.floorMod(queue.number(), parts) == part)
                        .forEach(this::commitIfDue);
                schedule();
            });
        }
    }

    private void commitIfDue(HeldQueue queue) {
        if (queue.commitUnderWay() != null || queue.puller().isStopped() || !queue.mayCommit(loop.now())) {
            return;
        }
        long offset = queue.sweep();
        if (offset != queue.committedOffset() || isAgainDue(queue)) {
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
        commitIfDue(queue);
    }

    /** Whether another offset may have taken the place of the one that was committed. */
    private boolean isAgainDue(HeldQueue queue) {
        long now = loop.now();
        OptionalLong uncertain = queue.uncertainCommit();
        return now - queue.storedSince(now) >= times.again()
                || (uncertain.isPresent() && now >= uncertain.getAsLong() + times.life());
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
                    queue.stored(sentAt);
                    OptionalLong uncertain = queue.uncertainCommit();
                    if (uncertain.isPresent() && sentAt >= uncertain.getAsLong() + times.life()) {
                        queue.uncertainCommit(OptionalLong.empty());
                    }
                    onConfirmed.run();
                },
                failure -> {
                    queue.commitUnderWay(null);
                    OptionalLong uncertain =
                            RemoteException.mayTakeEffect(failure, Math.max(sentAt, loop.now() - LONGEST_ANSWER));
                    if (uncertain.isPresent()) {
                        // When it takes effect, an older offset may stand in place of a newer one.
                        queue.uncertainCommit(uncertain);
                        queue.notCommitted();
                    }
                    onFailure.accept(String.valueOf(failure.getMessage()), uncertain);
                });
    }
}
