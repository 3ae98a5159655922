package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.RunningInfo;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * How fast one member pulls and consumes, by topic of the queue, and when it last did, by queue. Counts where it happens and
 * computes when somebody asks. Safe for use by any thread, without locks and without a thread of its own.
 */
final class ConsumeStats {

    /** Never, as an age. */
    static final long NEVER = -1;

    private static final long NOT_YET = Long.MIN_VALUE;
    private static final long SLOT = 10_000;
    private static final int SLOTS_OF_A_MINUTE = 6;
    private static final long SECOND = 1000;

    private final LongSupplier now;
    private final Map<String, OfTopic> topics = new ConcurrentHashMap<>();
    private final Map<MessageQueue, OfQueue> queues = new ConcurrentHashMap<>();

    private final LongAdder undecodable = new LongAdder();
    private final RunningCalls running;

    private static final class OfTopic {
        final long since;
        final RollingSum pulls = new RollingSum(SLOT, SLOTS_OF_A_MINUTE);
        final RollingSum pulledMessages = new RollingSum(SLOT, SLOTS_OF_A_MINUTE);
        final RollingSum consumed = new RollingSum(SLOT, SLOTS_OF_A_MINUTE);
        final RollingSum failed = new RollingSum(SLOT, SLOTS_OF_A_MINUTE);
        final RollingSum failedLately = new RollingSum(60 * SECOND, 60);

        OfTopic(long since) {
            this.since = since;
        }
    }

    /** Whoever writes last was there last. */
    private static final class OfQueue {
        final long since;
        volatile long pulledAt = NOT_YET;
        volatile long consumedAt = NOT_YET;

        OfQueue(long since) {
            this.since = since;
        }
    }

    /**
     * @param now monotonic milliseconds, for any thread
     * @param running sees the calls of the listener
     */
    ConsumeStats(LongSupplier now, RunningCalls running) {
        this.now = now;
        this.running = running;
    }

    /** The calls of the listener that run now. */
    RunningCalls running() {
        return running;
    }

    /** A pull was answered. */
    void pulled(MessageQueue queue, PullReply reply, long millis) {
        long time = now.getAsLong();
        of(queue, time).pulledAt = time;
        if (reply instanceof PullReply.Found found) {
            OfTopic topic = of(queue.topic(), time);
            topic.pulls.add(time, millis);
            topic.pulledMessages.add(time, found.messages().size());
        }
    }

    /**
     * A listener returned.
     *
     * @param done whether the message is consumed; false if it comes again
     * @param nanos how long it took
     */
    void consumed(MessageQueue queue, boolean done, long nanos) {
        long time = now.getAsLong();
        of(queue, time).consumedAt = time;
        OfTopic topic = of(queue.topic(), time);
        (done ? topic.consumed : topic.failed).add(time, nanos);
        if (!done) {
            topic.failedLately.add(time, 1);
        }
    }

    /** A message came whose bytes cannot be read. */
    void undecodable() {
        undecodable.increment();
    }

    /** Messages whose bytes could not be read, since the member was built. */
    long undecodableMessages() {
        return undecodable.sum();
    }

    RunningInfo.TopicRates rates(String name) {
        OfTopic topic = topics.get(name);
        if (topic == null) {
            return new RunningInfo.TopicRates(0, 0, 0, 0, 0, 0);
        }
        long time = now.getAsLong();
        RollingSum.Total pulls = topic.pulls.total(time);
        RollingSum.Total consumed = topic.consumed.total(time);
        RollingSum.Total failed = topic.failed.total(time);
        RollingSum.Total called =
                new RollingSum.Total(consumed.count() + failed.count(), consumed.sum() + failed.sum());
        // A member that began a moment ago did all of it since then, and not within a minute.
        long covered = Math.min(topic.pulls.coveredMillis(time), time - topic.since);
        double seconds = (double) Math.max(covered, SECOND) / SECOND;
        return new RunningInfo.TopicRates(
                pulls.mean(),
                topic.pulledMessages.total(time).sum() / seconds,
                called.mean() / TimeUnit.MILLISECONDS.toNanos(1),
                consumed.count() / seconds,
                failed.count() / seconds,
                topic.failedLately.total(time).count());
    }

    /** Milliseconds since a pull of the queue was last answered; {@link #NEVER} if none was. */
    long sincePulled(MessageQueue queue) {
        OfQueue known = queues.get(queue);
        return known == null ? NEVER : now.getAsLong() - orElse(known.pulledAt, known.since);
    }

    /**
     * Milliseconds since a listener last returned with a message of the queue, or since the first pull was answered if none
     * did yet; {@link #NEVER} before.
     */
    long sinceConsumed(MessageQueue queue) {
        OfQueue known = queues.get(queue);
        return known == null ? NEVER : now.getAsLong() - orElse(known.consumedAt, known.since);
    }

    /** When a pull of the queue was last answered; empty if none was. */
    OptionalLong pulledAt(MessageQueue queue) {
        OfQueue known = queues.get(queue);
        return known == null ? OptionalLong.empty() : time(known.pulledAt);
    }

    /** When a listener last returned with a message of the queue; empty if none did. */
    OptionalLong consumedAt(MessageQueue queue) {
        OfQueue known = queues.get(queue);
        return known == null ? OptionalLong.empty() : time(known.consumedAt);
    }

    private static OptionalLong time(long at) {
        return at == NOT_YET ? OptionalLong.empty() : OptionalLong.of(at);
    }

    private static long orElse(long at, long otherwise) {
        return at == NOT_YET ? otherwise : at;
    }

    private OfTopic of(String topic, long time) {
        OfTopic known = topics.get(topic);
        return known != null ? known : topics.computeIfAbsent(topic, name -> new OfTopic(time));
    }

    private OfQueue of(MessageQueue queue, long time) {
        OfQueue known = queues.get(queue);
        return known != null ? known : queues.computeIfAbsent(queue, name -> new OfQueue(time));
    }
}
