package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.ConnectionListener;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RemoteCluster;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** A cluster over TCP. Owns the event loops; safe for use by any thread. */
public final class NettyCluster implements RemoteCluster, AutoCloseable {

    private static final long CLOSE_SECONDS = 5;

    private final EventLoopGroup loops;
    private final BackgroundResolver resolver;
    private final ChannelOpener opener;
    private final ConnectionPool connections;
    private final NettyNameServer nameServer;
    private final NettySettings settings;
    private final UniqueIds uniqueIds = UniqueIds.create();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<BrokerAddress, NettyBroker> brokers = new ConcurrentHashMap<>();

    private NettyCluster(NettySettings settings, List<BrokerAddress> nameServers, BackgroundResolver resolver) {
        this.settings = settings;
        this.resolver = resolver;
        this.loops = new MultiThreadIoEventLoopGroup(
                settings.ioThreads(), new DefaultThreadFactory("rocketmq-io", false), NioIoHandler.newFactory());
        this.opener = new ChannelOpener(settings.connectTimeout(), settings.tls(), resolver);
        this.connections = new ConnectionPool(
                loops,
                opener,
                new RequestStamp(settings.commonFields(), settings.signer()),
                RandomGenerator.getDefault());
        this.nameServer = new NettyNameServer(
                nameServers.stream().map(connections::nameServer).toList(), settings.requestTimeout());
    }

    /**
     * Starts the event loops; connections open when they are first needed.
     *
     * @throws IllegalArgumentException if a name server's address is not of the form {@code host:port}
     */
    public static NettyCluster create(NettySettings settings) {
        return create(settings, BackgroundResolver::first);
    }

    /** Looks host names up elsewhere. */
    static NettyCluster create(NettySettings settings, BackgroundResolver.Lookup lookup) {
        List<BrokerAddress> nameServers = settings.nameServers().stream()
                .map(BrokerAddress::parse)
                .distinct()
                .toList();
        return new NettyCluster(settings, nameServers, new BackgroundResolver(lookup));
    }

    @Override
    public NameServer nameServer() {
        return nameServer;
    }

    @Override
    public Broker broker(BrokerAddress address) {
        return brokers.computeIfAbsent(
                address, to -> new NettyBroker(connections.broker(to), settings.requestTimeout(), uniqueIds));
    }

    @Override
    public void onNotice(Consumer<BrokerNotice> listener) {
        connections.onNotice(listener);
    }

    @Override
    public void onRequest(PeerRequests handler) {
        connections.onRequest(handler);
    }

    /** Hears of all connections, those to name servers too, from now on. */
    public void onConnection(ConnectionListener listener) {
        connections.onConnection(listener);
    }

    /**
     * Encrypts the connections that are opened from now on; those that are open stay until they close.
     *
     * @throws IllegalStateException if connections are plain
     */
    public void tls(TlsClient renewed) {
        opener.renew(renewed);
    }

    /** One of the event loops, in turn: a single thread for whoever wants to be confined to one. */
    public ScheduledExecutorService nextLoop() {
        return loops.next();
    }

    /**
     * Closes connections and ends the event loops' threads; waits for that for some seconds at most, and not at all on one
     * of those threads. Closing again has no effect.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        connections.close();
        resolver.close();
        Future<?> ended = loops.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
        if (!isOwnThread()) {
            ended.awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private boolean isOwnThread() {
        for (EventExecutor loop : loops) {
            if (loop.inEventLoop()) {
                return true;
            }
        }
        return false;
    }
}
