package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.rebalance.StableHash;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One holding of one queue: what the loop keeps of it between start and forget. Written on the loop, read anywhere. */
final class HeldQueue {

    /** No offset is known yet. */
    static final long UNKNOWN = -1;

    private final long generation;
    private final ProcessQueue window;
    private final QueuePuller puller;
    private volatile long consumedOffset;
    private volatile long committedOffset;
    private @Nullable CompletionStage<Void> commitUnderWay;
    private long startableUntil;
    private long highestCommit;
    private final long number;
    private OptionalLong storedSince = OptionalLong.empty();
    private OptionalLong uncertainCommit = OptionalLong.empty();

    /**
     * @param startableUntil listeners may start before this time, loop milliseconds
     */
    HeldQueue(
            long generation,
            ProcessQueue window,
            QueuePuller puller,
            long startOffset,
            boolean stored,
            long startableUntil) {
        this.generation = generation;
        this.window = window;
        this.puller = puller;
        this.consumedOffset = startOffset;
        this.committedOffset = stored ? startOffset : UNKNOWN;
        this.startableUntil = startableUntil;
        this.highestCommit = startOffset;
        MessageQueue queue = window.queue();
        this.number = StableHash.of(queue.topic(), queue.brokerName(), Integer.toString(queue.queueId()));
    }

    /** The highest offset that was sent to the store, or from which this holding began. */
    long highestCommit() {
        return highestCommit;
    }

    void sent(long offset) {
        highestCommit = Math.max(highestCommit, offset);
    }

    MessageQueue queue() {
        return window.queue();
    }

    long generation() {
        return generation;
    }

    ProcessQueue window() {
        return window;
    }

    QueuePuller puller() {
        return puller;
    }

    /** Spreads queues; the same for the same queue. */
    long number() {
        return number;
    }

    /** Sets the lease, loop milliseconds. */
    void startableUntil(long time) {
        startableUntil = time;
    }

    /** Has the window keep to the lease, or refuse every start while the member is paused. */
    void applyLease(boolean paused) {
        if (paused) {
            window.startableUntil(ProcessQueue.NEVER);
        } else {
            window.startableUntil(
                    startableUntil == Long.MAX_VALUE
                            ? ProcessQueue.NO_LEASE
                            : TimeUnit.MILLISECONDS.toNanos(startableUntil));
        }
    }

    /** Everything before it is consumed, as of now; for the loop. */
    long sweep() {
        consumedOffset = window.committableOffset();
        return consumedOffset;
    }

    long consumedOffset() {
        return consumedOffset;
    }

    long committedOffset() {
        return committedOffset;
    }

    void committed(long offset) {
        committedOffset = offset;
    }

    /** Whether the offset may be stored now: without a sure lock the queue may be another member's. */
    boolean mayCommit(long now) {
        return now < startableUntil;
    }

    /** The store may have forgotten the offset, or may yet get an older one: it is worth storing again. */
    void notCommitted() {
        committedOffset = UNKNOWN;
    }

    /** Since when the store has had the offset, as far as is known; {@code now} if nobody asked before. */
    long storedSince(long now) {
        if (storedSince.isEmpty()) {
            storedSince = OptionalLong.of(now);
        }
        return storedSince.getAsLong();
    }

    void stored(long sentAt) {
        storedSince = OptionalLong.of(sentAt);
    }

    /**
     * When the last commit was sent whose answer never came, loop milliseconds; empty once a commit is confirmed that was
     * sent when that one could not take effect any more.
     */
    OptionalLong uncertainCommit() {
        return uncertainCommit;
    }

    void uncertainCommit(OptionalLong sentAt) {
        uncertainCommit = sentAt;
    }

    @Nullable
    CompletionStage<Void> commitUnderWay() {
        return commitUnderWay;
    }

    void commitUnderWay(@Nullable CompletionStage<Void> commit) {
        commitUnderWay = commit;
    }

    Optional<String> problem() {
        return puller.problem();
    }
}
