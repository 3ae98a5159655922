package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.FrameDecoder;
import io.github.rocketmq.rebalance.wire.FrameEncoder;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection to one address. Opens with the first request, opens again after it broke, and leaves an address that
 * does not answer alone for a while. Requests may come from any thread; everything else is confined to one event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what a close or a reply fails with shows in channelInactive
final class Connection {

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    /** A connection on which this many requests in a row timed out and nothing arrived for a while is taken for dead. */
    private static final int SILENT_REQUESTS = 3;

    private static final long SILENCE_MILLIS = 30_000;

    private final BrokerAddress address;
    private final EventLoop loop;
    private final Duration connectTimeout;
    private final ReconnectDelay reconnectDelay;
    private final PeerEvents events;
    private final Map<Integer, Pending> pending = new HashMap<>();
    private final List<Pending> waiting = new ArrayList<>();
    private @Nullable Channel channel;
    private boolean connecting;
    private boolean closed;
    private int failures;
    private long retryAt;
    private String lastFailure = "";
    private boolean heard;
    private @Nullable RemoteException garbled;
    private int lastOpaque;
    private int timeoutsInARow;
    private long lastReadAt;

    /** What happens on a connection besides answers. Called on its event loop. */
    interface PeerEvents {

        void connected();

        void disconnected();

        /** The other side asks something. The answer may come later and on any thread, but never exceptionally. */
        CompletionStage<RemotingFrame> requested(RemotingFrame request);
    }

    private static final class Pending {
        final RemotingFrame frame;
        final CompletableFuture<RemotingFrame> answer = new CompletableFuture<>();

        @Nullable
        ScheduledFuture<?> timeout;

        Pending(RemotingFrame frame) {
            this.frame = frame;
        }

        void fail(RemoteException failure) {
            cancelTimeout();
            answer.completeExceptionally(failure);
        }

        void succeed(RemotingFrame response) {
            cancelTimeout();
            answer.complete(response);
        }

        private void cancelTimeout() {
            if (timeout != null) {
                timeout.cancel(false);
            }
        }
    }

    Connection(
            BrokerAddress address,
            EventLoop loop,
            Duration connectTimeout,
            ReconnectDelay reconnectDelay,
            PeerEvents events) {
        this.address = address;
        this.loop = loop;
        this.connectTimeout = connectTimeout;
        this.reconnectDelay = reconnectDelay;
        this.events = events;
    }

    BrokerAddress address() {
        return address;
    }

    /**
     * Sends a request. Completes on the event loop with the response, or exceptionally with a {@link RemoteException}.
     *
     * @param timeout from now on, the time to connect included
     */
    CompletionStage<RemotingFrame> request(int code, Map<String, String> fields, byte[] body, Duration timeout) {
        CompletableFuture<RemotingFrame> answer = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                Pending request = new Pending(RemotingFrame.request(code, ++lastOpaque, fields, body));
                CompletionStage<RemotingFrame> outcome = request.answer;
                outcome.whenComplete((response, failure) -> {
                    if (failure == null) {
                        answer.complete(response);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
                submit(request, timeout);
            });
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
            if (channel != null) {
                channel.close();
            }
            failAll(new RemoteException.OutcomeUnknown("the client is closed", null));
        });
    }

    private void submit(Pending request, Duration timeout) {
        if (closed) {
            request.fail(new RemoteException.NotConnected("the client is closed", null));
            return;
        }
        if (channel == null && !connecting && now() < retryAt) {
            // The same words each time, so that whoever reports problems sees that nothing is new.
            request.fail(new RemoteException.NotConnected(lastFailure, null));
            return;
        }
        request.timeout = loop.schedule(() -> timedOut(request, timeout), timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (channel != null) {
            write(channel, request);
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
        ChannelFuture opening = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline().addLast(new FrameDecoder(), new FrameEncoder(), new Inbound());
                    }
                })
                .connect(address.host(), address.port());
        opening.addListener(done -> loop.execute(() -> {
            connecting = false;
            if (done.isSuccess()) {
                opened(opening.channel());
            } else {
                notOpened(done.cause());
            }
        }));
    }

    private void opened(Channel opened) {
        if (closed || !opened.isActive()) {
            opened.close();
            notOpened(new IllegalStateException("it closed at once"));
            return;
        }
        channel = opened;
        heard = false;
        garbled = null;
        timeoutsInARow = 0;
        lastReadAt = now();
        List<Pending> ready = List.copyOf(waiting);
        waiting.clear();
        events.connected();
        ready.forEach(request -> write(opened, request));
    }

    private void notOpened(Throwable cause) {
        leaveAlone("cannot connect to " + address + ": " + cause.getMessage());
        RemoteException failure = new RemoteException.NotConnected(lastFailure, cause);
        List<Pending> unsent = List.copyOf(waiting);
        waiting.clear();
        unsent.forEach(request -> request.fail(failure));
    }

    private void leaveAlone(String why) {
        failures++;
        retryAt = now() + reconnectDelay.after(failures);
        lastFailure = why;
    }

    private void write(Channel to, Pending request) {
        if (request.answer.isDone()) {
            return;
        }
        pending.put(request.frame.opaque(), request);
        to.writeAndFlush(request.frame).addListener(done -> {
            if (!done.isSuccess() && pending.remove(request.frame.opaque()) != null) {
                request.fail(new RemoteException.OutcomeUnknown(
                        RequestCode.describe(request.frame.code()) + " could not be written to " + address,
                        done.cause()));
            }
        });
    }

    private void timedOut(Pending request, Duration timeout) {
        pending.remove(request.frame.opaque());
        waiting.remove(request);
        timeoutsInARow++;
        request.fail(
                RemoteException.OutcomeUnknown.timedOut(RequestCode.describe(request.frame.code()), address, timeout));
        Channel silent = channel;
        if (silent != null && timeoutsInARow >= SILENT_REQUESTS && now() - lastReadAt >= SILENCE_MILLIS) {
            log.warn(
                    "{} has been silent for {} ms; the connection is closed and opened anew",
                    address,
                    now() - lastReadAt);
            silent.close();
        }
    }

    private void received(Channel from, RemotingFrame frame) {
        lastReadAt = now();
        timeoutsInARow = 0;
        // Not when the connection opens: a server that accepts and hangs up would be called again without a pause.
        heard = true;
        failures = 0;
        if (!frame.isResponse()) {
            CompletionStage<RemotingFrame> answer = events.requested(frame);
            if (!frame.isOneway()) {
                answer.thenAccept(from::writeAndFlush);
            }
            return;
        }
        Pending request = pending.remove(frame.opaque());
        if (request != null) {
            request.succeed(frame);
        } else {
            log.debug("{} answered request {} after its time", address, frame.opaque());
        }
    }

    private void lost(Channel lostChannel) {
        if (channel == lostChannel) {
            channel = null;
            RemoteException reason = garbled;
            if (reason != null || !heard) {
                leaveAlone(address + " accepted the last connection and sent nothing that can be read");
            }
            failAll(
                    reason != null
                            ? reason
                            : new RemoteException.OutcomeUnknown(
                                    "the connection to " + address + " closed before the answer came", null));
            events.disconnected();
        }
    }

    private void failAll(RemoteException failure) {
        List<Pending> unanswered = new ArrayList<>(pending.values());
        unanswered.addAll(waiting);
        pending.clear();
        waiting.clear();
        unanswered.forEach(request -> request.fail(failure));
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private final class Inbound extends SimpleChannelInboundHandler<RemotingFrame> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, RemotingFrame frame) {
            received(context.channel(), frame);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost(context.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            log.warn("the connection to {} is closed: {}", address, cause.getMessage());
            log.debug("cause", cause);
            if (cause instanceof DecoderException && channel == context.channel()) {
                String text = cause.getCause() == null
                        ? cause.getMessage()
                        : cause.getCause().getMessage();
                garbled = new RemoteException.Garbled(address + " sent what is no RocketMQ frame: " + text, cause);
            }
            context.close();
        }
    }
}
