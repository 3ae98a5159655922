package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.api.LockSnapshot;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One queue. Of queues that other members hold only the first four are known; the rest is null. Offsets are null before
 * they are known.
 *
 * @param owner the member that is to hold it, as of the last look at the group
 * @param stage where it is between taken over and given up by this member
 * @param consumedOffset everything before it was consumed
 * @param committedOffset what the offset store confirmed last
 * @param brokerOffset the end of the queue as of the last pull
 * @param lagSeconds how long the oldest message that is not consumed waits; null if that is not known
 * @param locked whether its lock is this member's; null if none is needed
 * @param lastPull when a pull was last answered
 * @param lastConsume when a listener last returned with a message of it
 * @param problem what keeps it from being pulled; null if nothing does
 */
public record QueueDescriptor(
        String topic,
        String broker,
        int queueId,
        String owner,
        @Nullable String stage,
        @Nullable Long consumedOffset,
        @Nullable Long committedOffset,
        @Nullable Long brokerOffset,
        @Nullable Long lag,
        @Nullable Double lagSeconds,
        @Nullable Integer cachedMessages,
        @Nullable Long cachedBytes,
        @Nullable Integer inFlight,
        @Nullable Boolean paused,
        @Nullable Boolean locked,
        @Nullable Instant lastPull,
        @Nullable Instant lastConsume,
        @Nullable String problem) {

    static QueueDescriptor ofOther(MessageQueue queue, ClientId owner) {
        return new QueueDescriptor(
                queue.topic(),
                queue.brokerName(),
                queue.queueId(),
                owner.value(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static QueueDescriptor of(QueueSnapshot queue, ClientId owner, Optional<PauseMode> pause, Instant now) {
        return new QueueDescriptor(
                queue.queue().topic(),
                queue.queue().brokerName(),
                queue.queue().queueId(),
                owner.value(),
                queue.stage().name(),
                known(queue.consumedOffset()),
                known(queue.committedOffset()),
                known(queue.brokerOffset()),
                queue.lag(),
                queue.lagTime(now).map(QueueDescriptor::seconds).orElse(null),
                queue.cachedMessages(),
                queue.cachedBytes(),
                queue.inFlight(),
                pause.isPresent(),
                locked(queue.lock()),
                queue.times().lastPull().orElse(null),
                queue.times().lastConsumed().orElse(null),
                queue.problem().orElse(null));
    }

    /** To a tenth. */
    static Double seconds(Duration time) {
        return Math.floor(time.toMillis() / 100.0) / 10;
    }

    private static @Nullable Long known(long offset) {
        return offset < 0 ? null : Long.valueOf(offset);
    }

    private static @Nullable Boolean locked(LockSnapshot lock) {
        return lock instanceof LockSnapshot.NotNeeded ? null : Boolean.valueOf(lock instanceof LockSnapshot.Held);
    }
}
