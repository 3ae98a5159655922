package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.QueueTimes;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StableHash;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import java.time.Instant;
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
    /** When the broker stored the oldest message that was not consumed at the last sweep, milliseconds since the epoch. */
    private volatile long oldestStoredAt = UNKNOWN;

    private @Nullable CompletionStage<Void> commitUnderWay;
    private final long number;
    private long startableUntil;
    private long highestCommit;
    private long doubtfulUntil;
    private OptionalLong sureSince = OptionalLong.empty();

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

    /** A number that spreads queues; the same for the same queue. */
    long number() {
        return number;
    }

    /** Whether the queue is this member's beyond doubt. */
    boolean isSureAt(long now) {
        return now < startableUntil;
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
        oldestStoredAt = window.oldestStoredAt().orElse(UNKNOWN);
        consumedOffset = window.committableOffset();
        return consumedOffset;
    }

    /** Everything before it is consumed, as of the last sweep or, if nothing is cached, of now. */
    long consumedOffset() {
        long reached = window.nextOffset();
        // A window that is given up forgets what it has cached without having consumed it.
        return window.cachedMessages() == 0 && !window.revoked() ? Math.max(reached, consumedOffset) : consumedOffset;
    }

    long committedOffset() {
        return committedOffset;
    }

    /** A commit that was sent then is confirmed. */
    void committed(long offset, long sentAt) {
        committedOffset = offset;
        sureSince = OptionalLong.of(sentAt);
        if (sentAt >= doubtfulUntil) {
            doubtfulUntil = 0;
        }
    }

    /** Since when the store has the committed offset, as far as this member knows; from {@code now} if never asked before. */
    long sureSince(long now) {
        if (sureSince.isEmpty()) {
            sureSince = OptionalLong.of(now);
        }
        return sureSince.getAsLong();
    }

    /** A commit whose outcome is unknown may still arrive until this time, loop milliseconds. */
    void doubtful(long until) {
        doubtfulUntil = Math.max(doubtfulUntil, until);
    }

    /**
     * Until when an earlier commit of this queue may still arrive and replace later ones, loop milliseconds; 0 if there is
     * none. Only a commit that is sent after this time and confirmed settles it.
     */
    long doubtfulUntil() {
        return doubtfulUntil;
    }

    /** The store may have forgotten the offset: it is worth storing again. */
    void notCommitted() {
        committedOffset = UNKNOWN;
    }

    @Nullable
    CompletionStage<Void> commitUnderWay() {
        return commitUnderWay;
    }

    void commitUnderWay(@Nullable CompletionStage<Void> commit) {
        commitUnderWay = commit;
    }

    /** For people to read. Any thread. */
    QueueSnapshot snapshot(QueueCondition condition, ConsumeStats stats) {
        return new QueueSnapshot(
                queue(),
                condition.stage(),
                window.nextOffset(),
                consumedOffset(),
                committedOffset,
                puller.health().brokerOffset(),
                window.cachedMessages(),
                window.cachedBytes(),
                window.running(),
                puller.health().problem(),
                times(condition, stats),
                condition.lock());
    }

    private QueueTimes times(QueueCondition condition, ConsumeStats stats) {
        LoopTime time = condition.time();
        long stored = window.cachedMessages() == 0 ? UNKNOWN : oldestStoredAt;
        return new QueueTimes(
                condition.stageSince(),
                time.at(stats.pulledAt(queue())),
                time.at(puller.health().dueSince()),
                time.at(stats.consumedAt(queue())),
                stats.running().since(time, queue()),
                stored == UNKNOWN ? Optional.empty() : Optional.of(Instant.ofEpochMilli(stored)));
    }
}
