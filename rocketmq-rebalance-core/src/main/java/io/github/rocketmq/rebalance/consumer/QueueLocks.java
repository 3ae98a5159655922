package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.Event;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Asks brokers for the locks of queues and gives them back. What is wanted in one step goes out in one request a broker;
 * about one queue there is never more than one question under way, because an unlock that arrives late would free the lock
 * that was granted after it. Confined to the loop.
 */
final class QueueLocks {

    private static final long COLLECT_MILLIS = 10;

    private final ClientLoop loop;
    private final SharedClient client;
    private final ConsumerGroup group;
    private final Consumer<Event> events;
    private final Map<MessageQueue, Queue<Ask>> lines = new HashMap<>();
    private final Map<MessageQueue, Ask> ready = new LinkedHashMap<>();
    /** Locks to be given back, which are collected for a moment because queues of one hand-over end one by one. */
    private final SortedMap<String, Map<MessageQueue, Ask>> unlocks = new TreeMap<>();

    private record Ask(MessageQueue queue, long generation, boolean lock) {}

    QueueLocks(ClientLoop loop, SharedClient client, ConsumerGroup group, Consumer<Event> events) {
        this.loop = loop;
        this.client = client;
        this.group = group;
        this.events = events;
    }

    void lock(Action.Lock action) {
        add(new Ask(action.queue(), action.generation(), true));
    }

    void unlock(Action.Unlock action) {
        add(new Ask(action.queue(), action.generation(), false));
    }

    /** Sends what was wanted since the last call. */
    void flush() {
        if (ready.isEmpty()) {
            return;
        }
        SortedMap<String, Map<MessageQueue, Ask>> locks = new TreeMap<>();
        boolean collecting = !unlocks.isEmpty();
        ready.forEach((queue, ask) -> (ask.lock() ? locks : unlocks)
                .computeIfAbsent(queue.brokerName(), b -> new LinkedHashMap<>())
                .put(queue, ask));
        ready.clear();
        locks.forEach(this::sendLock);
        if (!collecting && !unlocks.isEmpty()) {
            loop.after(COLLECT_MILLIS, () -> {
                SortedMap<String, Map<MessageQueue, Ask>> collected = new TreeMap<>(unlocks);
                unlocks.clear();
                collected.forEach(this::sendUnlock);
            });
        }
    }

    private void add(Ask ask) {
        Queue<Ask> line = lines.get(ask.queue());
        if (line == null) {
            lines.put(ask.queue(), new ArrayDeque<>());
            ready.put(ask.queue(), ask);
        } else {
            line.add(ask);
        }
    }

    private void sendLock(String brokerName, Map<MessageQueue, Ask> asks) {
        long sentAt = loop.now();
        CompletionStage<Set<MessageQueue>> answer = Masters.ask(
                client, brokerName, broker -> broker.lock(group, client.clientId(), Set.copyOf(asks.keySet())));
        loop.whenAnswered(
                answer,
                locked -> asks.values()
                        .forEach(ask -> answered(
                                ask,
                                locked.contains(ask.queue())
                                        ? new Event.Locked(ask.queue(), ask.generation(), sentAt)
                                        : new Event.LockRefused(ask.queue(), ask.generation()))),
                failure -> {
                    if (isRefusal(failure)) {
                        events.accept(new Event.LocksRefused(brokerName, text(failure)));
                    }
                    asks.values()
                            .forEach(ask -> answered(
                                    ask,
                                    new Event.LockFailed(
                                            ask.queue(),
                                            ask.generation(),
                                            text(failure),
                                            RemoteException.mayTakeEffect(failure, sentAt))));
                });
    }

    private void sendUnlock(String brokerName, Map<MessageQueue, Ask> asks) {
        long sentAt = loop.now();
        loop.whenAnswered(
                Masters.ask(
                        client,
                        brokerName,
                        broker -> broker.unlock(group, client.clientId(), Set.copyOf(asks.keySet()))),
                ok -> asks.values().forEach(ask -> answered(ask, new Event.Unlocked(ask.queue(), ask.generation()))),
                failure -> asks.values()
                        .forEach(ask -> answered(
                                ask,
                                new Event.UnlockFailed(
                                        ask.queue(),
                                        ask.generation(),
                                        text(failure),
                                        RemoteException.mayTakeEffect(failure, sentAt)))));
    }

    private void answered(Ask ask, Event event) {
        Queue<Ask> line = lines.get(ask.queue());
        Ask next = line == null ? null : line.poll();
        if (next == null) {
            lines.remove(ask.queue());
        } else {
            ready.put(ask.queue(), next);
            loop.post(this::flush);
        }
        events.accept(event);
    }

    /** Whether the broker will not give locks however often it is asked. */
    private static boolean isRefusal(Throwable failure) {
        return failure instanceof RemoteException.Refused refused
                && (refused.isNotSupported() || refused.isForbidden());
    }

    private static String text(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }
}
