package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.MemberTag;
import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.RocketMqException;
import io.github.rocketmq.rebalance.api.TlsOptions;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.ExecutorScheduler;
import io.github.rocketmq.rebalance.client.Heartbeats;
import io.github.rocketmq.rebalance.client.RouteWatcher;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.consumer.GroupConsumer;
import io.github.rocketmq.rebalance.consumer.GroupSetup;
import io.github.rocketmq.rebalance.consumer.ListenerPool;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.producer.RoutedProducer;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.namespace.Namespace;
import io.github.rocketmq.rebalance.remote.namespace.NamespacedCluster;
import io.github.rocketmq.rebalance.remote.netty.NettyCluster;
import io.github.rocketmq.rebalance.remote.timed.TimedCluster;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything that the consumers and producers of one cluster share: event loops, timers, one connection a broker, one
 * heartbeat, one client id.
 *
 * <p>Safe for use by any thread. Keeps the JVM alive until it is closed. Close it after the consumers and producers that
 * were built on it; consumers that still run are made to leave first.
 */
public final class ClientRuntime implements AutoCloseable {

    /** The topic that brokers with automatic creation have; a name server answers for any name. */
    private static final String ANY_TOPIC = "TBW102";

    private final ClientOptions options;
    private final NettyCluster connections;
    private final Optional<Namespace> namespace;
    private final RemoteCluster cluster;
    private final SharedClient shared;
    private final ListenerPool listenerPool;
    private final Map<ConsumerGroup, GroupConsumer> consumers = new ConcurrentHashMap<>();

    private ClientRuntime(ClientOptions options, ClientId clientId, ClientEvents events) {
        this.options = options;
        this.namespace = ClientSettings.namespace(options);
        this.connections = NettyCluster.create(ClientSettings.of(options));
        this.cluster = watched(
                namespace
                        .<RemoteCluster>map(part -> new NamespacedCluster(connections, part))
                        .orElse(connections),
                events);
        ClientLoop loop = newLoop();
        InstantSource clock = InstantSource.system();
        RouteWatcher routes = new RouteWatcher(
                loop, cluster.nameServer(), options.routeRefreshInterval().toMillis());
        Heartbeats heartbeats = new Heartbeats(
                loop, cluster, routes, clientId, options.heartbeatInterval().toMillis(), clock);
        this.shared = new SharedClient(clientId, cluster, routes, heartbeats, clock, events);
        this.listenerPool = new ListenerPool(new ExecutorScheduler(connections.nextLoop()));
    }

    /**
     * Starts the shared threads; connections open when they are first needed.
     *
     * @throws IllegalArgumentException if a name server's address is not of the form {@code host:port}, or a file of the TLS
     *     options cannot be used
     */
    public static ClientRuntime create(ClientOptions options) {
        return create(options, ClientEvents.NONE);
    }

    /**
     * The same, and tells what happens inside.
     *
     * @param events hears of requests, connections, rebalances and messages of all consumers of this client
     * @throws IllegalArgumentException as {@link #create(ClientOptions)}
     */
    public static ClientRuntime create(ClientOptions options, ClientEvents events) {
        ClientEvents guarded = ClientEvents.all(List.of(events));
        MemberTag tag = MemberTags.ofThisProcess().of(options);
        ClientRuntime runtime = new ClientRuntime(options, ClientIds.next(options.instanceName(), tag), guarded);
        runtime.connections.onConnection(new ConnectionEvents(guarded));
        runtime.cluster.onNotice(runtime::onNotice);
        runtime.cluster.onRequest(new OperatorRequests(runtime.consumers, String.join(";", options.nameServers())));
        runtime.shared.routes().start();
        runtime.shared.heartbeats().start();
        return runtime;
    }

    public ClientOptions options() {
        return options;
    }

    /** The name by which brokers list this client in all of its groups. */
    public ClientId clientId() {
        return shared.clientId();
    }

    /**
     * A producer on the shared connections.
     *
     * @param group the producer group's name, of the same form as a consumer group's
     */
    public Producer producer(String group) {
        String name = named(new ConsumerGroup(group)).name();
        shared.heartbeats().joinProducer(name);
        return new RoutedProducer(shared, name, () -> shared.heartbeats().leaveProducer(name));
    }

    /**
     * Asks the name servers whether one of them answers, whatever it says. Completes on an I/O thread; exceptionally, naming
     * the addresses that were tried, if none does within the request timeout of each.
     */
    public CompletionStage<Void> reachNameServer() {
        return connections.nameServer().route(ANY_TOPIC).handle((reply, failure) -> {
            if (failure != null) {
                Throwable cause = RemoteException.causeOf(failure);
                throw new RocketMqException(String.valueOf(cause.getMessage()), cause);
            }
            return null;
        });
    }

    /**
     * Encrypts the connections that are opened from now on as these options say, for example because certificates were
     * renewed. Open connections stay until they close. {@link #options()} stay as they were.
     *
     * @throws IllegalStateException if the runtime was created without TLS
     * @throws IllegalArgumentException if a file of the options cannot be used; then nothing changes
     */
    public void tls(TlsOptions renewed) {
        connections.tls(ClientSettings.tls(renewed));
    }

    /** Makes consumers leave that still run, then closes connections and threads. */
    @Override
    public void close() {
        CompletableFuture<?>[] leaving = consumers.values().stream()
                .map(consumer -> consumer.leave().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(leaving).join();
        listenerPool.close();
        shared.heartbeats().close();
        shared.routes().close();
        connections.close();
    }

    ListenerPool listenerPool() {
        return listenerPool;
    }

    PushConsumer consumer(GroupSetup setup, AllocationStrategy strategy) {
        AllocationStrategy sharing =
                namespace.map(part -> NamespacedAllocation.of(strategy, part)).orElse(strategy);
        GroupConsumer consumer = new GroupConsumer(newLoop(), shared, setup, sharing);
        GroupConsumer earlier = consumers.putIfAbsent(named(consumer.group()), consumer);
        if (earlier != null) {
            throw new IllegalStateException("this client already has a consumer of group '" + consumer.group()
                    + "'; brokers cannot tell two members with one client id apart, so join both listeners in one"
                    + " consumer or give the second a ClientRuntime of its own");
        }
        consumer.onLeft(() -> consumers.remove(consumer.group(), consumer));
        return consumer;
    }

    /** The group, which must be one that the namespace can have. */
    private ConsumerGroup named(ConsumerGroup group) {
        namespace.ifPresent(part -> part.require(group));
        return group;
    }

    /** Outermost, so that names are those that the application knows. */
    private static RemoteCluster watched(RemoteCluster cluster, ClientEvents events) {
        return events == ClientEvents.NONE ? cluster : new TimedCluster(cluster, events, System::nanoTime);
    }

    private ClientLoop newLoop() {
        return new ClientLoop(
                new ExecutorScheduler(Objects.requireNonNull(connections).nextLoop()));
    }

    private void onNotice(BrokerNotice notice) {
        if (notice instanceof BrokerNotice.MembersChanged changed) {
            GroupConsumer consumer = consumers.get(changed.group());
            if (consumer != null) {
                consumer.membersChanged();
            }
        } else if (notice instanceof BrokerNotice.Connected connected) {
            shared.heartbeats().connected(connected.broker());
        } else if (notice instanceof BrokerNotice.Disconnected disconnected) {
            consumers.values().forEach(consumer -> consumer.brokerLost(disconnected.broker()));
            shared.heartbeats().lost(disconnected.broker());
        }
    }
}
