package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.BrokerNotice;
import io.github.rocketmq.rebalance.remote.ConnectionListener;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.netty.channel.EventLoopGroup;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One {@link Connection} an address, and what the other sides say unasked. Safe for use by any thread. */
final class ConnectionPool {

    private static final Logger log = LoggerFactory.getLogger(ConnectionPool.class);

    private final EventLoopGroup loops;
    private final ChannelOpener opener;
    private final RequestStamp stamp;
    private final ReconnectDelay reconnectDelay;
    private final List<Consumer<BrokerNotice>> listeners = new CopyOnWriteArrayList<>();
    private final List<ConnectionListener> watchers = new CopyOnWriteArrayList<>();
    private final PeerFrames requests = new PeerFrames();
    private final Map<BrokerAddress, Connection> brokers = new ConcurrentHashMap<>();
    private final Map<BrokerAddress, Connection> nameServers = new ConcurrentHashMap<>();

    ConnectionPool(EventLoopGroup loops, ChannelOpener opener, RequestStamp stamp, RandomGenerator random) {
        this.loops = loops;
        this.opener = opener;
        this.stamp = stamp;
        this.reconnectDelay = new ReconnectDelay(random);
    }

    Connection broker(BrokerAddress address) {
        return brokers.computeIfAbsent(address, to -> open(to, new BrokerEvents(to)));
    }

    Connection nameServer(BrokerAddress address) {
        return nameServers.computeIfAbsent(address, to -> open(to, new SilentEvents()));
    }

    void onNotice(Consumer<BrokerNotice> listener) {
        listeners.add(listener);
    }

    void onConnection(ConnectionListener watcher) {
        watchers.add(watcher);
    }

    void onRequest(PeerRequests handler) {
        requests.onRequest(handler);
    }

    void close() {
        brokers.values().forEach(Connection::close);
        nameServers.values().forEach(Connection::close);
    }

    private Connection open(BrokerAddress address, Connection.PeerEvents events) {
        return new Connection(address, loops.next(), opener, stamp, reconnectDelay, new WatchedEvents(address, events));
    }

    /** Name servers tell nothing unasked that matters. */
    private static final class SilentEvents implements Connection.PeerEvents {

        @Override
        public void connected() {}

        @Override
        public void disconnected() {}

        @Override
        public CompletionStage<RemotingFrame> requested(RemotingFrame request) {
            return CompletableFuture.completedStage(PeerFrames.notSupported(request));
        }
    }

    /** Lets the watchers know first. */
    private final class WatchedEvents implements Connection.PeerEvents {

        private final BrokerAddress address;
        private final Connection.PeerEvents events;
        private boolean again;

        WatchedEvents(BrokerAddress address, Connection.PeerEvents events) {
            this.address = address;
            this.events = events;
        }

        @Override
        public void connected() {
            watchers.forEach(watcher -> watcher.opened(address, again));
            again = true;
            events.connected();
        }

        @Override
        public void disconnected() {
            watchers.forEach(watcher -> watcher.closed(address));
            events.disconnected();
        }

        @Override
        public CompletionStage<RemotingFrame> requested(RemotingFrame request) {
            return events.requested(request);
        }
    }

    private final class BrokerEvents implements Connection.PeerEvents {

        private final BrokerAddress address;

        BrokerEvents(BrokerAddress address) {
            this.address = address;
        }

        @Override
        public void connected() {
            tell(new BrokerNotice.Connected(address));
        }

        @Override
        public void disconnected() {
            tell(new BrokerNotice.Disconnected(address));
        }

        @Override
        public CompletionStage<RemotingFrame> requested(RemotingFrame request) {
            if (request.code() != RequestCode.NOTIFY_CONSUMER_IDS_CHANGED) {
                return requests.answer(address, request);
            }
            String group = request.fields().getOrDefault("consumerGroup", "");
            try {
                tell(new BrokerNotice.MembersChanged(address, new ConsumerGroup(group)));
            } catch (IllegalArgumentException e) {
                log.warn("{} told of a change in a group whose name is no name: {}", address, e.getMessage());
            }
            return CompletableFuture.completedStage(request.response(ResponseCode.SUCCESS, null));
        }

        private void tell(BrokerNotice notice) {
            for (Consumer<BrokerNotice> listener : listeners) {
                try {
                    listener.accept(notice);
                } catch (RuntimeException e) {
                    log.error("a listener failed on {}", notice, e);
                }
            }
        }
    }
}
