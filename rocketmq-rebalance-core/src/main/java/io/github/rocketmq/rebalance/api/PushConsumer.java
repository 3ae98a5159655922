package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/**
 * One member of a consumer group: takes its share of the group's queues, pulls them and calls the listener.
 *
 * <p>All methods may be called by any thread; none but {@link #close()} blocks.
 */
public interface PushConsumer extends AutoCloseable {

    ConsumerGroup group();

    ClientId clientId();

    /**
     * Joins the group. Returns at once: a name server or broker that cannot be reached is retried until it answers, and
     * {@link #snapshot()} says what is missing.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    void start();

    /** What this member holds and does at this moment. Reads memory only. */
    ConsumerSnapshot snapshot();

    /** Looks at the group's members and routes now instead of at the next interval. */
    void rebalanceNow();

    /**
     * Changes the time between two looks at the group while it runs.
     *
     * @param interval at least one second
     */
    void rebalanceInterval(Duration interval);

    /**
     * Changes how many listener calls may run at once while it runs. Calls that run already are never cut short, so a
     * lower number holds once enough of them have ended.
     *
     * @param listeners 1 to 1000
     * @throws IllegalArgumentException if it is out of range
     */
    void concurrency(int listeners);

    /**
     * Stops pulling and delivering until {@link #resume()}; listeners that run go on. To change the mode, resume first.
     *
     * @param mode whether the queues stay with this member
     */
    void pause(PauseMode mode);

    /** Ends a {@link #pause}; without one it has no effect. */
    void resume();

    /**
     * Adds a topic to the subscription, or changes the expression of one that is there. Every member of the group has to
     * do the same, because brokers keep one subscription per group.
     */
    void subscribe(Subscription subscription);

    /** Drops a topic from the subscription: its queues are drained, committed and given up. */
    void unsubscribe(String topic);

    /**
     * Which member is to hold each queue of the subscribed topics and the retry topic, as of the last look at the group;
     * empty before the first. Worked out from the list of members, as each of them does for itself, so a queue that is
     * changing hands is named for its next owner. Where a broker assigns the queues, only those of this member are known.
     *
     * <p>Asks nobody, but has the strategy allocate for every member, on the calling thread: in groups of thousands that
     * takes a moment.
     */
    SortedMap<MessageQueue, ClientId> owners();

    /**
     * Has queues go on elsewhere, or says where they would. Brokers are asked for the queues' ends. A queue that moves
     * delivers nothing more that it has cached, waits for its running listeners up to the drain timeout, and goes on at the
     * new offset, which is stored at once. Pause the member with {@link PauseMode#HOLD} before, or it consumes meanwhile.
     *
     * @param queues those to reset; if empty, all of the subscribed topics, without the retry topic
     * @param dryRun whether nothing is changed
     * @return what becomes of each queue, in order: only those that this member holds move. Completes on the consumer's
     *     loop, not exceptionally
     */
    CompletionStage<List<OffsetChange>> resetOffsets(ResetTarget target, Set<MessageQueue> queues, boolean dryRun);

    /**
     * Starts to leave: no new message is delivered, running listeners are awaited for the drain timeout, offsets are
     * committed, the brokers are told. Completes when the member has left; never exceptionally. May be called again.
     */
    CompletionStage<Void> leave();

    /** {@link #leave()}, and waits for it. An interrupt ends the wait, not the leaving. */
    @Override
    void close();
}
