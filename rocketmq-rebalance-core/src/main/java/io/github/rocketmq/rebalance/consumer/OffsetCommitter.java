package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores how far the group got: what changed, in regular intervals, and for the last time when a queue is given up. Never
 * has two commits of one queue under way, because the store keeps whichever comes last, and never commits a queue whose
 * lock is not sure. Each queue has its own part of the interval, so that many queues do not go out together. Confined to the
 * loop.
 */
final class OffsetCommitter {

    private static final Logger log = LoggerFactory.getLogger(OffsetCommitter.class);

    private static final String NOT_SURE = "whether this member still has its lock is not sure";
    private static final int MOST_PARTS = 10;
    private static final long SHORTEST_PART = 500;

    private final ClientLoop loop;
    private final OffsetStore store;
    private final Times times;
    private final int parts;
    private final Supplier<Collection<HeldQueue>> held;
    private final Predicate<HeldQueue> isSure;
    private @Nullable Cancellable timer;
    private int part;
    private boolean closed;

    /**
     * When to commit, in milliseconds.
     *
     * @param interval between two commits of what changed
     * @param recommit until an offset that did not change is committed again; {@link Long#MAX_VALUE} for never
     * @param life how long a commit may still be carried out after it was sent, if no answer comes; 0 if that does not matter
     */
    record Times(long interval, long recommit, long life) {}

    /** Hears why an offset is not confirmed, and until when that commit or an earlier one may still be carried out. */
    @FunctionalInterface
    interface Failure {

        /**
         * Called on the loop.
         *
         * @param doubtfulUntil loop milliseconds; 0 if there is none
         */
        void accept(String reason, long doubtfulUntil);
    }

    /**
     * @param held the queues to commit
     * @param isSure whether a queue, also one that is being given up, is this member's beyond doubt
     */
    OffsetCommitter(
            ClientLoop loop,
            OffsetStore store,
            Times times,
            Supplier<Collection<HeldQueue>> held,
            Predicate<HeldQueue> isSure) {
        this.loop = loop;
        this.store = store;
        this.times = times;
        this.parts = (int) Math.max(1, Math.min(MOST_PARTS, times.interval() / SHORTEST_PART));
        this.held = held;
        this.isSure = isSure;
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
    void commitFinally(HeldQueue queue, OptionalLong moved, Runnable onConfirmed, Failure onFailure) {
        CompletionStage<Void> underWay = queue.commitUnderWay();
        if (underWay != null) {
            afterwards(underWay, queue, () -> commitFinally(queue, moved, onConfirmed, onFailure), onFailure);
            return;
        }
        if (loop.now() < queue.doubtfulUntil()) {
            onFailure.accept("an earlier commit may still take effect", queue.doubtfulUntil());
            return;
        }
        long offset = moved.orElse(queue.sweep());
        if (offset == queue.committedOffset() && queue.doubtfulUntil() == 0) {
            onConfirmed.run();
        } else {
            write(queue, offset, onConfirmed, onFailure);
        }
    }

    /** Stores at once where the broker or an operator wants the group to go on, and says how that went. */
    void commitMoved(HeldQueue queue, long offset, Runnable onConfirmed, Failure onFailure) {
        CompletionStage<Void> underWay = queue.commitUnderWay();
        if (underWay != null) {
            afterwards(underWay, queue, () -> commitMoved(queue, offset, onConfirmed, onFailure), onFailure);
        } else if (isSure.test(queue)) {
            write(queue, offset, onConfirmed, onFailure);
        } else {
            onFailure.accept(NOT_SURE, queue.doubtfulUntil());
        }
    }

    /** The queue may have become another member's meanwhile: its offset would be set back. */
    private void afterwards(CompletionStage<Void> underWay, HeldQueue queue, Runnable commit, Failure onFailure) {
        Runnable after = () -> {
            if (isSure.test(queue)) {
                commit.run();
            } else {
                onFailure.accept(NOT_SURE, queue.doubtfulUntil());
            }
        };
        loop.whenAnswered(underWay, ok -> loop.post(after), failure -> loop.post(after));
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
        long now = loop.now();
        if (queue.commitUnderWay() != null || queue.puller().isStopped() || !queue.isSureAt(now)) {
            return;
        }
        long offset = queue.sweep();
        if (offset != queue.committedOffset() || isAgainDue(queue, now)) {
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

    /** Whether something else than the committed offset may have got into the store since. */
    private boolean isAgainDue(HeldQueue queue, long now) {
        boolean doubtOver = queue.doubtfulUntil() != 0 && now >= queue.doubtfulUntil();
        return doubtOver || now - queue.sureSince(now) >= times.recommit();
    }

    private void write(HeldQueue queue, long offset, Runnable onConfirmed, Failure onFailure) {
        long sentAt = loop.now();
        queue.sent(offset);
        CompletionStage<Void> commit = store.write(queue.queue(), offset);
        queue.commitUnderWay(commit);
        loop.whenAnswered(
                commit,
                ok -> {
                    queue.commitUnderWay(null);
                    queue.committed(offset, sentAt);
                    onConfirmed.run();
                },
                failure -> {
                    queue.commitUnderWay(null);
                    if (RemoteException.mayTakeEffect(failure, sentAt).isPresent()) {
                        queue.doubtful(Math.max(sentAt + times.life(), loop.now() + times.life() * 7 / 10));
                    }
                    onFailure.accept(String.valueOf(failure.getMessage()), queue.doubtfulUntil());
                });
    }
}
