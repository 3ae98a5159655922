package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to one address. Opens with the first request, opens again after it broke or after the other side
 * asked to go away, and leaves an address that does not answer alone for a while. Requests may come from any thread; everything else is confined to one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a close or a reply fails with shows when the channel is lost
final class Connection {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final BrokerAddress address;
    private final EventLoop loop;
    private final ChannelOpener opener;
    private final RequestStamp stamp;
    private final ReconnectDelay reconnectDelay;
    private final PeerEvents events;
    private final List<PendingRequest> waiting = new ArrayList<>();
    private final Set<OpenChannel> leaving = new HashSet<>();
    private @Nullable OpenChannel open;
    private boolean connecting;
    private boolean closed;
    private int failures;
    private long retryAt;
    private String lastFailure = "";
    private int lastOpaque;

    /** What happens on a connection besides answers. Called on its event loop. */
    interface PeerEvents {

        void connected();

        void disconnected();

        /** The other side asks something. The answer may come later and on any thread, but never exceptionally. */
        CompletionStage<RemotingFrame> requested(RemotingFrame request);
    }

    Connection(
            BrokerAddress address,
            EventLoop loop,
            ChannelOpener opener,
            RequestStamp stamp,
            ReconnectDelay reconnectDelay,
            PeerEvents events) {
        this.address = address;
        this.loop = loop;
        this.opener = opener;
        this.stamp = stamp;
        this.reconnectDelay = reconnectDelay;
        this.events = events;
    }

    BrokerAddress address() {
        return address;
    }

    /** How this client's requests are stamped, for errors. */
    RequestStamp stamp() {
        return stamp;
    }

    /**
     * Sends a request. Completes on the event loop with the response, or exceptionally with a {@link RemoteException}.
     *
     * @param timeout from now on, the time to connect included
     */
    CompletionStage<RemotingFrame> request(int code, Map<String, String> fields, byte[] body, Duration timeout) {
        CompletableFuture<RemotingFrame> answer = new CompletableFuture<>();
        // Here and not on the event loop: nothing changes the request any more, and a signature takes time.
        Map<String, String> stamped = stamp.on(fields, body);
        try {
            loop.execute(() -> submit(
                    new PendingRequest(RemotingFrame.request(code, ++lastOpaque, stamped, body), timeout, answer)));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new RemoteException.NotConnected("the client is closed", e));
        }
        return answer;
    }

    void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        loop.execute(() -> {
            closed = true;
            RemoteException failure = new RemoteException.OutcomeUnknown("the client is closed", null);
            List<OpenChannel> channels = new ArrayList<>(leaving);
            if (open != null) {
                channels.add(open);
            }
            channels.forEach(channel -> {
                channel.failAll(failure);
                channel.close();
            });
            failWaiting(failure);
        });
    }

    private void submit(PendingRequest request) {
        request.startWaiting(loop, () -> timedOut(request));
        ask(request);
    }

    private void ask(PendingRequest request) {
        if (closed) {
            request.fail(new RemoteException.NotConnected("the client is closed", null));
            return;
        }
        if (open == null && !connecting && now() < retryAt) {
            // The same words each time, so that whoever reports problems sees that nothing is new.
            request.fail(new RemoteException.NotConnected(lastFailure, null));
            return;
        }
        OpenChannel channel = open;
        if (channel != null) {
            channel.write(request);
        } else {
            waiting.add(request);
            connect();
        }
    }

    private void connect() {
        if (connecting) {
            return;
        }
        connecting = true;
        OpenChannel next = new OpenChannel(address, new ChannelOwner());
        Future<Channel> opening = opener.open(address, loop, next);
        opening.addListener(done -> loop.execute(() -> {
            connecting = false;
            if (done.isSuccess()) {
                opened(next, opening.getNow());
            } else {
                notOpened(done.cause());
            }
        }));
    }

    private void opened(OpenChannel next, Channel channel) {
        if (closed || !channel.isActive()) {
            channel.close();
            notOpened(next.broken()
                    .map(Throwable.class::cast)
                    .orElseGet(() -> new IllegalStateException("it closed at once")));
            return;
        }
        open = next;
        next.opened(channel);
        List<PendingRequest> ready = List.copyOf(waiting);
        waiting.clear();
        events.connected();
        ready.forEach(next::write);
    }

    private void notOpened(Throwable cause) {
        leaveAlone("cannot connect to " + address + ": " + cause.getMessage());
        failWaiting(new RemoteException.NotConnected(lastFailure, cause));
    }

    private void leaveAlone(String why) {
        failures++;
        retryAt = now() + reconnectDelay.after(failures);
        lastFailure = why;
    }

    private void failWaiting(RemoteException failure) {
        List<PendingRequest> unsent = List.copyOf(waiting);
        waiting.clear();
        unsent.forEach(request -> request.fail(failure));
    }

    private void timedOut(PendingRequest request) {
        OpenChannel asked = request.channel();
        if (asked != null) {
            asked.timedOut(request);
        } else {
            waiting.remove(request);
            request.failUnsent(address);
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private final class ChannelOwner implements OpenChannel.Owner {

        @Override
        public void heard() {
            // Not when the connection opens: a server that accepts and hangs up would be called again without a pause.
            failures = 0;
        }

        @Override
        public void askedToLeave(OpenChannel channel, PendingRequest request) {
            if (open == channel) {
                log.info("{} asks to go away; the next request opens a new connection", address);
                open = null;
                leaving.add(channel);
                events.disconnected();
            }
            channel.leaveWhenAnswered();
            if (request.turnAway()) {
                ask(request);
                return;
            }
            leaveAlone(address + " stops: it asks to go away, on a new connection too");
            request.fail(new RemoteException.NotConnected(lastFailure, null));
        }

        @Override
        public void asked(Channel from, RemotingFrame request) {
            CompletionStage<RemotingFrame> answer = events.requested(request);
            if (!request.isOneway()) {
                answer.thenAccept(from::writeAndFlush);
            }
        }

        @Override
        public void lost(OpenChannel channel) {
            RemoteException reason = channel.lossReason();
            if (open != channel) {
                leaving.remove(channel);
                channel.failAll(reason);
                return;
            }
            open = null;
            if (!channel.wasUnderstood()) {
                leaveAlone(address + " accepted the last connection and sent nothing that can be read: "
                        + reason.getMessage());
            }
            channel.failAll(reason);
            events.disconnected();
        }
    }
}
