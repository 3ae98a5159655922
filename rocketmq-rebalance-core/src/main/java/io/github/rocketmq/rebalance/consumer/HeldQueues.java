package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.Event;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Performs what the machine wants of single queues and reports how it went. Confined to the loop, but for the snapshots.
 */
final class HeldQueues {

    private final ClientLoop loop;
    private final SharedClient client;
    private final OffsetResolver resolver;
    private final OffsetCommitter committer;
    private final Function<String, PullSettings> pullSettings;
    private final ListenerDispatcher dispatcher;
    private final MessageReturns returns;
    private final BrokerAssignment brokerAssignment;
    private final PopQueues pops;
    private final Consumer<Event> events;
    private final Map<MessageQueue, HeldQueue> held = new ConcurrentHashMap<>();

    /**
     * @param events where answers go
     */
    HeldQueues(
            ClientLoop loop,
            SharedClient client,
            GroupSetup setup,
            BrokerAssignment brokerAssignment,
            Consumer<Event> events) {
        this.loop = loop;
        this.client = client;
        OffsetStore store = new RemoteOffsetStore(client, setup.group());
        this.resolver = new OffsetResolver(client, store, setup.startPosition());
        this.committer = new OffsetCommitter(loop, store, setup.offsetCommitInterval(), held::values);
        this.pullSettings = setup.pullSettings();
        this.returns = new MessageReturns(loop, client, setup.group(), setup.maxReconsumeTimes(), this::onProgress);
        this.brokerAssignment = brokerAssignment;
        this.pops = new PopQueues(loop, client, setup, this::offer, events);
        this.dispatcher = setup.dispatcher(new DeliveryOutcomes(loop, this::onProgress, returns, pops.returns()));
        this.events = events;
    }

    void open() {
        committer.start();
    }

    void close() {
        committer.close();
        held.values().forEach(queue -> queue.puller().stop());
        pops.close();
    }

    void resolve(Action.ResolveOffset action) {
        if (brokerAssignment.isPopped(action.queue())) {
            events.accept(new Event.OffsetResolved(action.queue(), action.generation(), 0, true));
            return;
        }
        loop.whenAnswered(
                resolver.resolve(action.queue()),
                position -> events.accept(new Event.OffsetResolved(
                        action.queue(), action.generation(), position.offset(), position.stored())),
                failure -> events.accept(new Event.OffsetUnresolved(
                        action.queue(), action.generation(), String.valueOf(failure.getMessage()))));
    }

    void start(Action.StartConsuming action) {
        if (brokerAssignment.isPopped(action.queue())) {
            pops.start(action);
            return;
        }
        MessageQueue queue = action.queue();
        ProcessQueue window = new ProcessQueue(queue, action.offset());
        QueuePuller puller = new QueuePuller(
                loop,
                client,
                window,
                pullSettings.apply(queue.topic()),
                () -> dispatcher.offer(window),
                offset -> events.accept(new Event.OffsetMoved(queue, action.generation(), offset)));
        held.put(queue, new HeldQueue(action.generation(), window, puller, action.offset(), action.stored()));
        puller.pull();
    }

    void stop(Action.StopConsuming action) {
        pops.stop(action);
        HeldQueue queue = find(action.queue(), action.generation());
        if (queue != null) {
            queue.puller().stop();
            queue.window().revoke();
            returns.abandon(action.queue());
            reportIfDrained(queue);
        }
    }

    void commit(Action.CommitFinally action) {
        if (pops.holds(action.queue(), action.generation())) {
            pops.commit(action);
            return;
        }
        MessageQueue queue = action.queue();
        long generation = action.generation();
        HeldQueue found = find(queue, generation);
        if (found == null) {
            events.accept(new Event.FinalCommitConfirmed(queue, generation));
            return;
        }
        committer.commitFinally(
                found,
                action.offset(),
                () -> events.accept(new Event.FinalCommitConfirmed(queue, generation)),
                reason -> events.accept(new Event.FinalCommitFailed(queue, generation, reason)));
    }

    void forget(Action.Forget action) {
        pops.forget(action);
        HeldQueue queue = find(action.queue(), action.generation());
        if (queue != null) {
            queue.puller().stop();
            queue.window().revoke();
            held.remove(action.queue());
        }
    }

    /** A listener returned, or a message was given back: there may be room, or the queue may be drained. */
    private void onProgress(MessageQueue messageQueue) {
        pops.onProgress(messageQueue);
        HeldQueue queue = held.get(messageQueue);
        if (queue != null) {
            queue.puller().onRoom();
            reportIfDrained(queue);
        }
    }

    /** One queue for people to read; empty if nothing is pulled of it. Any thread. */
    Optional<QueueSnapshot> snapshot(MessageQueue messageQueue, QueueSnapshot.Stage stage) {
        return Optional.ofNullable(held.get(messageQueue))
                .map(queue -> new QueueSnapshot(
                        messageQueue,
                        stage,
                        queue.window().nextOffset(),
                        queue.consumedOffset(),
                        queue.committedOffset(),
                        queue.puller().brokerOffset(),
                        queue.window().cachedMessages(),
                        queue.window().cachedBytes(),
                        queue.window().running(),
                        queue.problem()))
                .or(() -> pops.snapshot(messageQueue, stage));
    }

    private void offer(ProcessQueue window) {
        dispatcher.offer(window);
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
