package io.github.rocketmq.rebalance.client;

import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every known broker that this client lives and what all of its groups want: regularly, to a broker whose
 * connection just opened, and when a group joins.
 *
 * <p>Any thread may call; state is confined to the loop. Brokers are told side by side, so a dead one delays nobody.
 */
public final class Heartbeats {

    private static final Logger log = LoggerFactory.getLogger(Heartbeats.class);

    /** A group that joins waits no longer than this for slow brokers. */
    private static final long JOIN_PATIENCE = 1000;

    /** Between two attempts to tell a broker whose connection was lost. */
    private static final long LOST_RETRY = 1000;

    private final ClientLoop loop;
    private final RemoteCluster cluster;
    private final RouteWatcher routes;
    private final ClientId clientId;
    private final long interval;
    private final InstantSource clock;
    private final SortedMap<ConsumerGroup, Heartbeat.Membership> memberships = new TreeMap<>();
    private final Set<String> producerGroups = new HashSet<>();
    private final Map<BrokerAddress, Beat> beats = new TreeMap<>();
    private final BrokerPulse pulse = new BrokerPulse();
    private final Set<BrokerAddress> lost = new HashSet<>();
    private final List<Consumer<Confirmation>> listeners = new CopyOnWriteArrayList<>();
    private boolean closed;
    private @Nullable Cancellable timer;

    /** A broker confirmed a heartbeat that names these groups. */
    public record Confirmation(BrokerAddress broker, Set<ConsumerGroup> groups) {}

    /** One heartbeat under way to one broker, and whether another must follow because something changed meanwhile. */
    private static final class Beat {
        final CompletableFuture<Void> answered = new CompletableFuture<>();

        @Nullable
        CompletableFuture<Void> next;

        boolean opensConnection;
        boolean repeatIfFailed;

        Beat(boolean opensConnection) {
            this.opensConnection = opensConnection;
        }
    }

    /**
     * @param interval milliseconds between two heartbeats to every broker
     */
    public Heartbeats(
            ClientLoop loop,
            RemoteCluster cluster,
            RouteWatcher routes,
            ClientId clientId,
            long interval,
            InstantSource clock) {
        this.loop = loop;
        this.cluster = cluster;
        this.routes = routes;
        this.clientId = clientId;
        this.interval = interval;
        this.clock = clock;
    }

    /** Beats from now on. */
    public void start() {
        loop.run(this::schedule);
    }

    /** Beats no more. */
    public void close() {
        loop.run(() -> {
            closed = true;
            if (timer != null) {
                timer.cancel();
            }
        });
    }

    /**
     * Adds a group and tells all brokers. Completes when all masters answered or failed, or after a second at most; never
     * exceptionally.
     */
    public CompletionStage<Void> join(Heartbeat.Membership membership) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.run(() -> {
            memberships.put(membership.group(), membership);
            completeWhenTold(told);
        });
        return told;
    }

    /**
     * Drops a group; brokers learn it by the unregister request that its consumer sends next. Completes when no heartbeat
     * that still names the group is under way, because such a one, overtaking, would make the group a member again.
     */
    public CompletionStage<Void> leave(ConsumerGroup group) {
        CompletableFuture<Void> quiet = new CompletableFuture<>();
        loop.run(() -> {
            memberships.remove(group);
            CompletionStage<Void> answers = CompletableFuture.allOf(
                    beats.values().stream().map(beat -> beat.answered).toArray(CompletableFuture<?>[]::new));
            answers.whenComplete((ok, failure) -> quiet.complete(null));
        });
        return quiet;
    }

    /** Tells of every heartbeat that a broker confirms, on the loop of the heartbeats, until it is cancelled. */
    public Cancellable onConfirmed(Consumer<Confirmation> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Adds a producer group, which brokers ask about undecided transactions. */
    public void joinProducer(String group) {
        loop.run(() -> producerGroups.add(group));
    }

    public void leaveProducer(String group) {
        loop.run(() -> producerGroups.remove(group));
    }

    /** Tells all brokers now. Completes like {@link #join}. */
    public CompletionStage<Void> beatAll() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.run(() -> completeWhenTold(told));
        return told;
    }

    /**
     * A connection to a broker opened, and the broker knows nothing of who is behind it. It is told at once, and once: if
     * the first heartbeat to the broker was what opened the connection, that one is enough unless it fails.
     */
    public void connected(BrokerAddress broker) {
        loop.run(() -> {
            Beat underWay = beats.get(broker);
            if (underWay != null && underWay.opensConnection) {
                underWay.opensConnection = false;
                underWay.repeatIfFailed = true;
            } else {
                send(broker);
            }
        });
    }

    /** Tells one broker now; completes when it answered or failed, never exceptionally. */
    public CompletionStage<Void> beat(BrokerAddress broker) {
        CompletableFuture<Void> told = new CompletableFuture<>();
        loop.run(() -> send(broker).whenComplete((ok, failure) -> told.complete(null)));
        return told;
    }

    /**
     * The connection to a broker was lost, so the broker lists this client no more and has told the others. It is told
     * until it answers, because nothing else may want anything of it for long.
     */
    public void lost(BrokerAddress broker) {
        loop.run(() -> {
            pulse.missed(broker);
            if (lost.add(broker)) {
                send(broker);
            }
        });
    }

    /**
     * Routes changed. Brokers that they name and that do not know this client are told at once: name servers drop a broker
     * while it restarts, and until all members are listed there again the group disagrees about who they are. Any thread.
     */
    public void routesChanged() {
        loop.run(() -> routes.allAddresses().stream()
                .filter(broker -> lost.contains(broker) || !pulse.isKnown(broker))
                .forEach(this::send));
    }

    /** How brokers answer heartbeats. Any thread. */
    public BrokerPulse pulse() {
        return pulse;
    }

    private void schedule() {
        if (!closed) {
            timer = loop.after(interval, () -> {
                sendToAll();
                schedule();
            });
        }
    }

    private void completeWhenTold(CompletableFuture<Void> told) {
        CompletableFuture<?>[] answers =
                sendToAll().stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new);
        CompletionStage<Void> all = CompletableFuture.allOf(answers);
        all.whenComplete((ok, failure) -> told.complete(null));
        Cancellable patience = loop.after(JOIN_PATIENCE, () -> told.complete(null));
        CompletionStage<Void> end = told;
        end.whenComplete((ok, failure) -> patience.cancel());
    }

    /** The masters' answers: only they list members and keep locks. */
    private List<CompletionStage<Void>> sendToAll() {
        List<CompletionStage<Void>> answers = new ArrayList<>();
        Set<BrokerAddress> brokers = routes.allAddresses();
        pulse.retain(brokers);
        lost.retainAll(brokers);
        Set<BrokerAddress> masters = routes.allMasters();
        brokers.forEach(broker -> {
            CompletionStage<Void> answer = send(broker);
            if (masters.contains(broker)) {
                answers.add(answer);
            }
        });
        return answers;
    }

    private CompletionStage<Void> send(BrokerAddress broker) {
        loop.checkOwner();
        if (closed || (memberships.isEmpty() && producerGroups.isEmpty())) {
            return CompletableFuture.completedFuture(null);
        }
        Beat underWay = beats.get(broker);
        if (underWay != null) {
            // What is under way may lack what changed since, so it is followed by one more.
            if (underWay.next == null) {
                underWay.next = new CompletableFuture<>();
            }
            return underWay.next;
        }
        Beat beat = new Beat(!pulse.isKnown(broker));
        beats.put(broker, beat);
        Heartbeat heartbeat = new Heartbeat(
                clientId,
                List.copyOf(memberships.values()),
                producerGroups.stream().sorted().toList());
        loop.whenAnswered(
                cluster.broker(broker).heartbeat(heartbeat),
                ok -> {
                    pulse.felt(broker, clock.instant());
                    lost.remove(broker);
                    confirmed(broker, heartbeat);
                    answered(broker, beat);
                },
                failure -> {
                    pulse.missed(broker);
                    log.debug("heartbeat to {} failed: {}", broker, failure.getMessage());
                    if (beat.repeatIfFailed && beat.next == null) {
                        beat.next = new CompletableFuture<>();
                    }
                    if (lost.contains(broker)) {
                        loop.after(LOST_RETRY, () -> tellLost(broker));
                    }
                    answered(broker, beat);
                });
        return beat.answered;
    }

    private void tellLost(BrokerAddress broker) {
        if (lost.contains(broker) && routes.allAddresses().contains(broker)) {
            send(broker);
        }
    }

    private void confirmed(BrokerAddress broker, Heartbeat heartbeat) {
        Set<ConsumerGroup> groups =
                heartbeat.members().stream().map(Heartbeat.Membership::group).collect(Collectors.toUnmodifiableSet());
        listeners.forEach(listener -> listener.accept(new Confirmation(broker, groups)));
    }

    private void answered(BrokerAddress broker, Beat beat) {
        beats.remove(broker);
        beat.answered.complete(null);
        CompletableFuture<Void> next = beat.next;
        if (next != null) {
            send(broker).whenComplete((ok, failure) -> next.complete(null));
        }
    }
}
