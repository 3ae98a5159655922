package io.github.rocketmq.rebalance.client;

import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the routes of all topics that somebody watches, asks for them again and again, and tells when one changes.
 *
 * <p>Any thread may ask; the asking of name servers is confined to the loop. A route that was once known stays known
 * while name servers are away.
 */
public final class RouteWatcher {

    private static final Logger log = LoggerFactory.getLogger(RouteWatcher.class);
    private static final long UNKNOWN_TOPIC_INTERVAL = 1000;

    /** Brokers register a new topic one after the other, some of them ten seconds later. */
    private static final int QUESTIONS_WHILE_NEW = 15;

    private final ClientLoop loop;
    private final NameServer nameServer;
    private final long refreshInterval;
    private final Map<String, RouteKnowledge> knowledge = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<RouteKnowledge>> asking = new ConcurrentHashMap<>();
    /** Where each broker's master was last: name servers forget a broker that restarts, while its queues are still owned. */
    private final Map<String, BrokerAddress> lastMasters = new ConcurrentHashMap<>();

    private final Map<String, CopyOnWriteArrayList<Consumer<String>>> watchers = new ConcurrentHashMap<>();
    /** Topics that came into being while they were watched, with the questions still to be asked soon; the loop's. */
    private final Map<String, Integer> young = new HashMap<>();

    private volatile boolean closed;
    private @Nullable Cancellable regularTimer;
    private @Nullable Cancellable unknownTimer;
    private boolean nameServerAway;

    /**
     * @param refreshInterval milliseconds between two looks at every watched topic
     */
    public RouteWatcher(ClientLoop loop, NameServer nameServer, long refreshInterval) {
        this.loop = loop;
        this.nameServer = nameServer;
        this.refreshInterval = refreshInterval;
    }

    /** Asks for watched topics from now on. */
    public void start() {
        loop.run(() -> {
            scheduleRegular();
            scheduleUnknown();
        });
    }

    /** Asks no more. */
    public void close() {
        closed = true;
        loop.run(() -> {
            cancel(regularTimer);
            cancel(unknownTimer);
        });
    }

    /**
     * Watches topics until {@link Watch#close()}.
     *
     * @param onChange hears the name of a topic whose route is other than before; called on this watcher's loop. What a
     *     first question learns is told to the asker only
     */
    public Watch watch(Set<String> topics, Consumer<String> onChange) {
        topics.forEach(topic -> watchers.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>())
                .add(onChange));
        return () -> topics.forEach(topic -> watchers.computeIfPresent(topic, (t, listeners) -> {
            listeners.remove(onChange);
            if (listeners.isEmpty()) {
                knowledge.remove(t);
                return null;
            }
            return listeners;
        }));
    }

    /** Ends a watch. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** What is known of a topic; asks a name server first if it is not known where the topic is. */
    public CompletionStage<RouteKnowledge> current(String topic) {
        RouteKnowledge known = knowledge.get(topic);
        return known instanceof RouteKnowledge.Known ? CompletableFuture.completedStage(known) : ask(topic);
    }

    /** Asks a name server now; a question already under way is shared. Never fails. */
    public CompletionStage<RouteKnowledge> ask(String topic) {
        CompletableFuture<RouteKnowledge> mine = new CompletableFuture<>();
        CompletableFuture<RouteKnowledge> earlier = asking.putIfAbsent(topic, mine);
        if (earlier != null) {
            return earlier;
        }
        loop.run(() -> loop.whenAnswered(
                nameServer.route(topic),
                reply -> settle(topic, mine, learn(topic, reply)),
                failure -> settle(topic, mine, unreachable(topic, failure))));
        return mine;
    }

    /**
     * The address of a broker's master, from whichever topic's route names it; where it was last, if no route names the
     * broker any more.
     */
    public Optional<BrokerAddress> master(String brokerName) {
        return address(brokerName, TopicRoute.MASTER_ID)
                .or(() -> isRouted(brokerName) ? Optional.empty() : Optional.ofNullable(lastMasters.get(brokerName)));
    }

    /** The address of the replica with this id, else of the master, else of any replica. */
    public Optional<BrokerAddress> readable(String brokerName, long preferredId) {
        return address(brokerName, preferredId).or(() -> master(brokerName)).or(() -> routes().stream()
                .map(route -> route.brokers().get(brokerName))
                .filter(node -> node != null && !node.addresses().isEmpty())
                .map(node -> node.addresses().values().iterator().next())
                .findFirst());
    }

    /** Every broker address of every watched topic, slaves included. */
    public SortedSet<BrokerAddress> allAddresses() {
        SortedSet<BrokerAddress> all = new TreeSet<>();
        routes().forEach(route -> all.addAll(route.allAddresses()));
        return all;
    }

    /** The queues of these topics that may be read. */
    public SortedSet<MessageQueue> readableQueues(Set<String> topics) {
        SortedSet<MessageQueue> queues = new TreeSet<>();
        topics.forEach(topic -> {
            if (knowledge.get(topic) instanceof RouteKnowledge.Known known) {
                queues.addAll(known.route().readableQueues());
            }
        });
        return queues;
    }

    /** The address of every master of every watched topic. */
    public SortedSet<BrokerAddress> allMasters() {
        SortedSet<BrokerAddress> all = new TreeSet<>();
        routes().forEach(route -> all.addAll(route.masters().values()));
        return all;
    }

    /** The masters of these topics' brokers, by broker name. */
    public SortedMap<String, BrokerAddress> masters(Set<String> topics) {
        SortedMap<String, BrokerAddress> masters = new TreeMap<>();
        topics.forEach(topic -> {
            if (knowledge.get(topic) instanceof RouteKnowledge.Known known) {
                masters.putAll(known.route().masters());
            }
        });
        return masters;
    }

    /** The names of the brokers whose master has this address. */
    public Set<String> mastersAt(BrokerAddress address) {
        Set<String> names = new TreeSet<>();
        routes().forEach(route -> route.masters().forEach((name, master) -> {
            if (master.equals(address)) {
                names.add(name);
            }
        }));
        lastMasters.forEach((name, master) -> {
            if (master.equals(address) && !isRouted(name)) {
                names.add(name);
            }
        });
        return names;
    }

    /** Whether routes name replicas of the broker, but no master. */
    public boolean isMasterless(String brokerName) {
        return isRouted(brokerName) && address(brokerName, TopicRoute.MASTER_ID).isEmpty();
    }

    private boolean isRouted(String brokerName) {
        return routes().stream().anyMatch(route -> route.brokers().containsKey(brokerName));
    }

    private Optional<BrokerAddress> address(String brokerName, long brokerId) {
        return routes().stream()
                .flatMap(route -> route.address(brokerName, brokerId).stream())
                .findFirst();
    }

    private List<TopicRoute> routes() {
        List<TopicRoute> routes = new ArrayList<>();
        knowledge.forEach((topic, known) -> {
            if (known instanceof RouteKnowledge.Known route) {
                routes.add(route.route());
            }
        });
        return routes;
    }

    private RouteKnowledge learn(String topic, RouteReply reply) {
        if (nameServerAway) {
            nameServerAway = false;
            log.info("a name server answers again");
        }
        RouteKnowledge before = knowledge.get(topic);
        RouteKnowledge learned = reply instanceof RouteReply.Found found
                ? new RouteKnowledge.Known(found.route())
                : new RouteKnowledge.UnknownTopic(((RouteReply.UnknownTopic) reply).topic());
        if (learned instanceof RouteKnowledge.UnknownTopic && before instanceof RouteKnowledge.Known) {
            // Brokers vanish from name servers while they restart; their queues are still owned.
            log.warn("topic '{}' vanished from the name servers; its last known route is kept", topic);
            return before;
        }
        knowledge.put(topic, learned);
        if (learned instanceof RouteKnowledge.Known known) {
            lastMasters.putAll(known.route().masters());
        }
        if (learned instanceof RouteKnowledge.Known && before instanceof RouteKnowledge.UnknownTopic) {
            young.put(topic, QUESTIONS_WHILE_NEW);
        }
        if (learned instanceof RouteKnowledge.Known && before != null && !learned.equals(before)) {
            watchers.getOrDefault(topic, new CopyOnWriteArrayList<>()).forEach(watcher -> watcher.accept(topic));
        }
        return learned;
    }

    private RouteKnowledge unreachable(String topic, Throwable failure) {
        if (!nameServerAway) {
            nameServerAway = true;
            log.warn("no name server answers, and it is tried again until one does: {}", failure.getMessage());
        }
        RouteKnowledge before = knowledge.get(topic);
        if (before instanceof RouteKnowledge.Known) {
            return before;
        }
        RouteKnowledge unknown = new RouteKnowledge.Unreachable(String.valueOf(failure.getMessage()));
        knowledge.put(topic, unknown);
        return unknown;
    }

    private void settle(String topic, CompletableFuture<RouteKnowledge> question, RouteKnowledge answer) {
        asking.remove(topic, question);
        question.complete(answer);
    }

    private void scheduleRegular() {
        if (!closed) {
            regularTimer = loop.after(refreshInterval, () -> {
                watchers.keySet().forEach(this::ask);
                scheduleRegular();
            });
        }
    }

    private void scheduleUnknown() {
        if (!closed) {
            unknownTimer = loop.after(Math.min(UNKNOWN_TOPIC_INTERVAL, refreshInterval), () -> {
                watchers.keySet().stream()
                        .filter(topic ->
                                !(knowledge.get(topic) instanceof RouteKnowledge.Known) || young.containsKey(topic))
                        .forEach(this::ask);
                young.replaceAll((topic, left) -> left - 1);
                young.values().removeIf(left -> left == 0);
                scheduleUnknown();
            });
        }
    }

    private static void cancel(@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
