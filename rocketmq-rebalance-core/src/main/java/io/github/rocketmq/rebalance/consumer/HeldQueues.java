package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.ByteBudget;
import io.github.rocketmq.rebalance.processing.MessageTerms;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.Event;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Performs what the machine wants of single queues and reports how it went. Confined to the loop, but for the snapshots.
 */
final class HeldQueues {

    private final ClientLoop loop;
    private final SharedClient client;
    private final QueueOffsets offsets;
    private final Subscriptions subscriptions;
    private final Consumption consumption;
    private final RawBurial rawBurial;
    private final RegularCheck check;
    private final ByteBudget budget;
    private final ConsumeStats stats;
    private final BrokerAssignment brokerAssignment;
    private final PopQueues pops;
    private final Consumer<Event> events;
    private final Map<MessageQueue, HeldQueue> held = new ConcurrentHashMap<>();
    /** Where queues ended that were held before: one that only goes on elsewhere comes back with it. */
    private final Map<MessageQueue, Long> ends = new HashMap<>();

    private boolean paused;

    /**
     * @param events where answers go
     */
    HeldQueues(
            ClientLoop loop,
            SharedClient client,
            GroupSetup setup,
            Subscriptions subscriptions,
            BrokerAssignment brokerAssignment,
            Ownership ownership,
            Consumer<Event> events) {
        this.loop = loop;
        this.client = client;
        this.subscriptions = subscriptions;
        this.offsets = new QueueOffsets(loop, client, setup, held::values, ownership, events);
        this.stats = new ConsumeStats(loop::now, new RunningCalls(setup.concurrency(), System::nanoTime));
        this.budget = new ByteBudget(setup.maxTotalCachedBytes());
        this.brokerAssignment = brokerAssignment;
        this.pops = new PopQueues(loop, client, setup, subscriptions, budget, this::offer, events);
        this.consumption = setup.consumption(loop, client, stats, pops.returns(), this::onProgress);
        this.rawBurial = new RawBurial(loop, client, setup.group(), setup.undecodable());
        this.check = new RegularCheck(
                loop,
                setup.consumeTimeout(),
                () -> held.values().stream().map(HeldQueue::puller),
                () -> Stream.concat(held.values().stream().map(HeldQueue::window), pops.windows()),
                setup.reports(client).timedOut(consumption.returns()));
        this.events = events;
    }

    QueueOffsets offsets() {
        return offsets;
    }

    ConsumeStats stats() {
        return stats;
    }

    void open() {
        offsets.start();
        check.start();
    }

    void close() {
        offsets.close();
        check.close();
        held.values().forEach(queue -> queue.puller().stop());
        pops.close();
    }

    /** Neither pulls nor delivers from now on, or does so again. */
    void paused(boolean wanted) {
        if (paused != wanted) {
            paused = wanted;
            pops.paused(wanted);
            held.values().forEach(queue -> {
                queue.applyLease(wanted);
                queue.puller().pause(wanted);
                if (!wanted) {
                    consumption.dispatcher().offer(queue.window());
                }
            });
        }
    }

    /** The brokers know of a changed subscription: pulls speak of it from now on. */
    void subscriptionTold() {
        subscriptions.told();
        held.values().forEach(queue -> queue.puller().subscriptionChanged());
    }

    void resolve(Action.ResolveOffset action) {
        if (brokerAssignment.isPopped(action.queue())) {
            events.accept(new Event.OffsetResolved(action.queue(), action.generation(), 0, true));
            return;
        }
        offsets.resolve(action);
    }

    void start(Action.StartConsuming action) {
        if (brokerAssignment.isPopped(action.queue())) {
            pops.start(action);
            return;
        }
        MessageQueue queue = action.queue();
        ProcessQueue window = new ProcessQueue(queue, action.offset(), budget, MessageTerms.NONE);
        QueuePuller puller = new QueuePuller(
                loop,
                client,
                window,
                () -> subscriptions.settings(queue.topic()),
                rawBurial,
                stats,
                new QueuePuller.Progress() {
                    @Override
                    public void onAdmitted() {
                        HeldQueue admitted = find(queue, action.generation());
                        if (admitted != null) {
                            admitted.sweep();
                        }
                        consumption.dispatcher().offer(window);
                    }

                    @Override
                    public void onOffsetMoved(long offset) {
                        offsetMoved(queue, action.generation(), offset);
                    }
                });
        HeldQueue started =
                new HeldQueue(action.generation(), window, puller, action.offset(), action.stored(), action.until());
        held.put(queue, started);
        puller.health().endKnown(Objects.requireNonNullElse(ends.remove(queue), HeldQueue.UNKNOWN));
        started.applyLease(paused);
        puller.pause(paused);
    }

    void extend(Action.ExtendLease action) {
        HeldQueue queue = find(action.queue(), action.generation());
        if (queue != null) {
            queue.startableUntil(action.until());
            queue.applyLease(paused);
            consumption.dispatcher().offer(queue.window());
        }
    }

    /** More or fewer listener calls may run at once from now on. */
    void concurrency(int listeners) {
        stats.running().makeRoomFor(listeners);
        consumption.dispatcher().concurrency(listeners);
    }

    /** The holding of a queue that is pulled; null if there is none. */
    @Nullable
    HeldQueue pulled(MessageQueue messageQueue) {
        return held.get(messageQueue);
    }

    /**
     * Has a queue go on elsewhere, as an operator wishes, and says how the storing of the new offset went.
     *
     * @return false if it is given up already; then nothing is told
     */
    boolean moveOffset(
            MessageQueue messageQueue, long offset, Runnable onConfirmed, OffsetCommitter.Failure onFailure) {
        HeldQueue queue = held.get(messageQueue);
        if (queue == null || queue.puller().isStopped()) {
            return false;
        }
        queue.puller().stop();
        offsetMoved(queue, offset, onConfirmed, onFailure);
        return true;
    }

    void stop(Action.StopConsuming action) {
        pops.stop(action);
        HeldQueue queue = find(action.queue(), action.generation());
        if (queue != null) {
            queue.puller().stop();
            queue.window().revoke();
            consumption.dispatcher().forget(queue.window());
            consumption.returns().abandon(action.queue());
            wakeThirsty();
            reportIfDrained(queue);
        }
    }

    void commit(Action.CommitFinally action) {
        if (pops.holds(action.queue(), action.generation())) {
            pops.commit(action);
        } else {
            offsets.commitFinally(find(action.queue(), action.generation()), action);
        }
    }

    void commitAgain(Action.CommitAgain action) {
        HeldQueue queue = find(action.queue(), action.generation());
        if (queue != null) {
            offsets.commitAgain(queue);
        }
    }

    void checkOffset(Action.CheckOffset action) {
        offsets.check(find(action.queue(), action.generation()), action);
    }

    void forget(Action.Forget action) {
        pops.forget(action);
        HeldQueue queue = find(action.queue(), action.generation());
        if (queue != null) {
            queue.puller().stop();
            queue.window().revoke();
            consumption.dispatcher().forget(queue.window());
            held.remove(action.queue());
            ends.put(action.queue(), queue.puller().health().brokerOffset());
            wakeThirsty();
        }
    }

    /** One queue for people to read; empty if nothing is pulled of it. Any thread. */
    Optional<QueueSnapshot> snapshot(MessageQueue messageQueue, QueueCondition condition) {
        return Optional.ofNullable(held.get(messageQueue))
                .map(queue -> queue.snapshot(condition, stats))
                .or(() -> pops.snapshot(messageQueue, condition, stats));
    }

    private void offer(ProcessQueue window) {
        consumption.dispatcher().offer(window);
    }

    /** A listener returned, or a message was given back: there may be room, or the queue may be drained. */
    private void onProgress(MessageQueue messageQueue) {
        pops.onProgress(messageQueue);
        HeldQueue queue = held.get(messageQueue);
        if (queue != null) {
            queue.puller().onRoom();
            consumption.dispatcher().offer(queue.window());
            reportIfDrained(queue);
        }
        wakeThirsty();
    }

    /** Windows that wait for the common budget hear of it from whichever queue gave bytes back. */
    private void wakeThirsty() {
        if (!budget.isSpent() && budget.hasThirsty()) {
            budget.thirstDone();
            held.values().forEach(queue -> queue.puller().onRoom());
        }
    }

    /** The new offset is stored at once: a broker that reset it forgets that when it has told. */
    private void offsetMoved(MessageQueue queue, long generation, long offset) {
        HeldQueue found = find(queue, generation);
        if (found == null) {
            events.accept(new Event.OffsetMoved(queue, generation, offset));
        } else {
            offsetMoved(found, offset, () -> {}, (reason, doubtfulUntil) -> {});
        }
    }

    private void offsetMoved(HeldQueue queue, long offset, Runnable onConfirmed, OffsetCommitter.Failure onFailure) {
        offsets.commitMoved(queue, offset, onConfirmed, onFailure);
        events.accept(new Event.OffsetMoved(queue.queue(), queue.generation(), offset));
    }

    private void reportIfDrained(HeldQueue queue) {
        if (queue.window().drained()) {
            events.accept(new Event.QueueDrained(queue.queue(), queue.generation()));
        }
    }

    private @Nullable HeldQueue find(MessageQueue messageQueue, long generation) {
        HeldQueue queue = held.get(messageQueue);
        return queue != null && queue.generation() == generation ? queue : null;
    }
}
