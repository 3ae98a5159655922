package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Heartbeats;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.Action;
import io.github.rocketmq.rebalance.rebalance.Event;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the machine has to know of brokers before it asks them for locks, and what it has done there for members that died.
 * Confined to the loop.
 */
final class LockBrokers {

    private static final Logger log = LoggerFactory.getLogger(LockBrokers.class);

    private final ClientLoop loop;
    private final SharedClient client;
    private final ConsumerGroup group;
    private final Subscriptions subscriptions;
    private final Function<MessageQueue, CompletionStage<OptionalLong>> offsets;
    private final Consumer<Event> events;
    private final SortedMap<String, BrokerAddress> masters = new TreeMap<>();
    private final Set<String> masterless = new TreeSet<>();
    private final Cancellable confirmations;

    /**
     * @param offsets how far the group got in a queue
     * @param events where news goes
     */
    LockBrokers(
            ClientLoop loop,
            SharedClient client,
            Subscriptions subscriptions,
            Function<MessageQueue, CompletionStage<OptionalLong>> offsets,
            Consumer<Event> events) {
        this.loop = loop;
        this.client = client;
        this.group = subscriptions.group();
        this.subscriptions = subscriptions;
        this.offsets = offsets;
        this.events = events;
        this.confirmations = client.heartbeats().onConfirmed(this::confirmed);
    }

    void close() {
        confirmations.cancel();
    }

    /** Routes may have changed: a broker that has another master now has an empty lock table. */
    void routesChanged() {
        SortedMap<String, BrokerAddress> now = client.routes().masters(subscriptions.topics());
        masters.keySet().forEach(name -> {
            if (!now.containsKey(name) && client.routes().isMasterless(name) && masterless.add(name)) {
                log.warn(
                        "broker '{}' has no master; group '{}' can neither commit there nor take its queues over",
                        name,
                        group);
                events.accept(new Event.MasterGone(name));
            }
        });
        now.forEach((name, address) -> {
            BrokerAddress before = masters.put(name, address);
            if (masterless.remove(name) || (before != null && !before.equals(address))) {
                log.info("broker '{}' of group '{}' has its master at {} now, after {}", name, group, address, before);
                events.accept(new Event.MasterReplaced(name));
            }
        });
    }

    void sendHeartbeat(Action.SendHeartbeatTo action) {
        client.routes().master(action.brokerName()).ifPresent(client.heartbeats()::beat);
    }

    void askUptime(Action.AskUptime action) {
        String name = action.brokerName();
        loop.whenAnswered(
                Masters.ask(client, name, broker -> broker.uptime()),
                uptime -> {
                    if (uptime.orElse(Long.MAX_VALUE) < action.unlessUnusedFor()) {
                        unlessUnused(name, uptime);
                    } else {
                        events.accept(new Event.UptimeLearned(name, uptime));
                    }
                },
                failure -> {
                    log.debug("broker '{}' does not say how long it has been up: {}", name, failure.getMessage());
                    events.accept(new Event.UptimeLearned(name, OptionalLong.empty()));
                });
    }

    void askMembersEverywhere(Action.AskMembersEverywhere action) {
        List<CompletionStage<List<ClientId>>> lists = client.routes().masters(subscriptions.topics()).values().stream()
                .map(address -> client.cluster().broker(address).consumerIds(group))
                .toList();
        loop.whenAllAnswered(
                lists,
                members -> events.accept(new Event.MembersEverywhere(
                        action.attempt(), members.stream().flatMap(List::stream).collect(Collectors.toSet()))),
                failure -> events.accept(
                        new Event.MembersUnknown(action.attempt(), String.valueOf(failure.getMessage()))));
    }

    /** Gives the locks of a dead member back; whoever else has one of them keeps it. */
    void unlockFor(Action.UnlockFor action) {
        log.info(
                "{} is gone from group '{}'; whatever locks of its {} queues it left behind are given back for it",
                action.member(),
                group,
                action.queues().size());
        SortedMap<String, Set<MessageQueue>> byBroker = new TreeMap<>();
        action.queues().forEach(queue -> byBroker.computeIfAbsent(queue.brokerName(), name -> new TreeSet<>())
                .add(queue));
        byBroker.forEach((name, queues) -> loop.whenAnswered(
                Masters.ask(client, name, broker -> broker.unlock(group, action.member(), queues)),
                ok -> {},
                failure -> log.warn(
                        "the locks that {} left at broker '{}' end by themselves within a minute, because they could not be"
                                + " given back: {}",
                        action.member(),
                        name,
                        failure.getMessage())));
    }

    /** A broker that never heard of the group has no owners to come back. */
    private void unlessUnused(String name, OptionalLong uptime) {
        List<CompletionStage<OptionalLong>> stored = client.routes().readableQueues(subscriptions.topics()).stream()
                .filter(queue -> queue.brokerName().equals(name))
                .map(offsets)
                .toList();
        loop.whenAllAnswered(
                stored,
                answers -> events.accept(new Event.UptimeLearned(
                        name, answers.stream().noneMatch(OptionalLong::isPresent) ? OptionalLong.empty() : uptime)),
                failure -> events.accept(new Event.UptimeLearned(name, uptime)));
    }

    private void confirmed(Heartbeats.Confirmation confirmation) {
        if (confirmation.groups().contains(group)) {
            loop.run(() -> client.routes()
                    .mastersAt(confirmation.broker())
                    .forEach(name -> events.accept(new Event.HeartbeatConfirmed(name))));
        }
    }
}
