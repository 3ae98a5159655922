package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.QueueTimes;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.ByteBudget;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.Event;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Performs what the machine wants of queues whose messages are popped, which have neither a position nor an offset to
 * commit. Confined to the loop, but for the snapshots.
 */
final class PopQueues {

    /** A queue is given up after this time although not every acknowledgement is confirmed. */
    private static final long FAREWELL_PATIENCE = 3000;

    private final ClientLoop loop;
    private final SharedClient client;
    private final GroupSetup setup;
    private final Subscriptions subscriptions;
    private final ByteBudget budget;
    private final PopLeases leases;
    private final PopReturns returns;
    private final Consumer<ProcessQueue> offer;
    private final Consumer<Event> events;
    private final Map<MessageQueue, Popped> held = new ConcurrentHashMap<>();

    private boolean paused;

    private record Popped(long generation, ProcessQueue window, PopPuller puller) {

        void pause(boolean wanted) {
            window.startableUntil(wanted ? ProcessQueue.NEVER : ProcessQueue.NO_LEASE);
            puller.pause(wanted);
        }
    }

    /**
     * @param offer lines a window's messages up for the listener
     * @param events where answers go
     */
    PopQueues(
            ClientLoop loop,
            SharedClient client,
            GroupSetup setup,
            Subscriptions subscriptions,
            ByteBudget budget,
            Consumer<ProcessQueue> offer,
            Consumer<Event> events) {
        this.loop = loop;
        this.client = client;
        this.setup = setup;
        this.subscriptions = subscriptions;
        this.budget = budget;
        this.offer = offer;
        this.events = events;
        MasterPort masters = MasterPort.of(client);
        this.leases = new PopLeases(
                loop,
                masters,
                new PopAcks(loop, masters, setup.group()),
                setup.group(),
                setup.popInvisibleTime(),
                this::onProgress);
        this.returns =
                new PopReturns(loop, masters, leases, setup.group(), setup.maxReconsumeTimes(), this::onProgress);
    }

    PopReturns returns() {
        return returns;
    }

    void close() {
        held.values().forEach(queue -> queue.puller().stop());
        leases.close();
    }

    /** Neither pops nor delivers from now on, or does so again; what was popped goes to others when its time is over. */
    void paused(boolean wanted) {
        paused = wanted;
        held.values().forEach(queue -> {
            queue.pause(wanted);
            if (!wanted) {
                offer.accept(queue.window());
            }
        });
    }

    /** The windows of all queues that are popped now. */
    Stream<ProcessQueue> windows() {
        return held.values().stream().map(Popped::window);
    }

    /** Whether this holding of the queue pops it. */
    boolean holds(MessageQueue queue, long generation) {
        return find(queue, generation) != null;
    }

    void start(Action.StartConsuming action) {
        MessageQueue queue = action.queue();
        ProcessQueue window = new ProcessQueue(queue, 0, budget, leases);
        PopSettings settings =
                setup.popSettings(subscriptions.settings(queue.topic()).subscription());
        PopPuller puller = new PopPuller(loop, client, window, settings, leases, () -> offer.accept(window));
        Popped started = new Popped(action.generation(), window, puller);
        held.put(queue, started);
        started.pause(paused);
    }

    void stop(Action.StopConsuming action) {
        Popped queue = find(action.queue(), action.generation());
        if (queue != null) {
            queue.puller().stop();
            queue.window().revoke();
            leases.releaseUnstarted(action.queue());
            reportIfDrained(queue);
        }
    }

    /** Nothing is committed, but what is done should be acknowledged before others get the queue. */
    void commit(Action.CommitFinally action) {
        Event confirmed = new Event.FinalCommitConfirmed(action.queue(), action.generation());
        leases.whenClosed(action.queue(), () -> events.accept(confirmed));
        loop.after(FAREWELL_PATIENCE, () -> events.accept(confirmed));
    }

    void forget(Action.Forget action) {
        Popped queue = find(action.queue(), action.generation());
        if (queue != null) {
            queue.puller().stop();
            queue.window().revoke();
            held.remove(action.queue());
        }
    }

    /** A message is done or gone: there may be room, or the queue may be drained. */
    void onProgress(MessageQueue messageQueue) {
        Popped queue = held.get(messageQueue);
        if (queue != null) {
            queue.puller().onRoom();
            reportIfDrained(queue);
        }
    }

    /** One queue for people to read; empty if it is not popped. Any thread. */
    Optional<QueueSnapshot> snapshot(MessageQueue messageQueue, QueueCondition condition, ConsumeStats stats) {
        long unknown = HeldQueue.UNKNOWN;
        return Optional.ofNullable(held.get(messageQueue))
                .map(queue -> new QueueSnapshot(
                        messageQueue,
                        condition.stage(),
                        unknown,
                        unknown,
                        unknown,
                        unknown,
                        queue.window().cachedMessages(),
                        queue.window().cachedBytes(),
                        queue.window().running(),
                        queue.puller().problem(),
                        new QueueTimes(
                                condition.stageSince(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                stats.running().since(condition.time(), messageQueue),
                                Optional.empty()),
                        condition.lock()));
    }

    private void reportIfDrained(Popped queue) {
        if (queue.window().drained()) {
            events.accept(new Event.QueueDrained(queue.window().queue(), queue.generation()));
        }
    }

    private @Nullable Popped find(MessageQueue messageQueue, long generation) {
        Popped queue = held.get(messageQueue);
        return queue != null && queue.generation() == generation ? queue : null;
    }
}
