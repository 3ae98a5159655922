package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One channel of a {@link Connection}: finds the question to each answer. Confined to its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // what a close or a reply fails with shows in channelInactive
final class OpenChannel extends SimpleChannelInboundHandler<RemotingFrame> {

    private static final Logger log = LoggerFactory.getLogger(OpenChannel.class);

    /** A channel on which this many requests in a row timed out and nothing arrived for a while is taken for dead. */
    private static final int SILENT_REQUESTS = 3;

    private static final long SILENCE_MILLIS = 30_000;

    /** With TLS 1.3 a server says no only after the client's part of the handshake went well. */
    private static final String CLIENT_CERTIFICATE =
            "does the server want a client certificate (TlsOptions.withClientCertificate)?";

    private final BrokerAddress address;
    private final Owner owner;
    private final Map<Integer, PendingRequest> pending = new HashMap<>();
    private @Nullable Channel channel;
    private @Nullable RemoteException broken;
    private boolean heard;
    private boolean leaving;
    private int timeoutsInARow;
    private long lastReadAt;

    /** Whose channel it is. */
    interface Owner {

        /** The other side sent something that can be read, and not that this client should leave. */
        void heard();

        /** The other side stops: instead of answering this request, it asks to go away. */
        void askedToLeave(OpenChannel channel, PendingRequest request);

        /** The other side asks something; the owner answers on the channel. */
        void asked(Channel from, RemotingFrame request);

        /** It is closed; its requests have not failed yet. */
        void lost(OpenChannel channel);
    }

    OpenChannel(BrokerAddress address, Owner owner) {
        this.address = address;
        this.owner = owner;
    }

    /** It is ready for requests. */
    void opened(Channel opened) {
        channel = opened;
        lastReadAt = now();
    }

    void write(PendingRequest request) {
        Channel to = channel;
        if (request.isDone() || to == null) {
            return;
        }
        int opaque = request.frame().opaque();
        pending.put(opaque, request);
        request.askedOn(this);
        to.writeAndFlush(request.frame()).addListener(done -> {
            if (!done.isSuccess() && pending.remove(opaque) != null) {
                request.fail(new RemoteException.OutcomeUnknown(
                        RequestCode.describe(request.frame().code()) + " could not be written to " + address,
                        done.cause()));
            }
        });
    }

    void timedOut(PendingRequest request) {
        pending.remove(request.frame().opaque());
        timeoutsInARow++;
        request.failUnanswered(address);
        if (timeoutsInARow >= SILENT_REQUESTS && now() - lastReadAt >= SILENCE_MILLIS) {
            log.warn(
                    "{} has been silent for {} ms; the connection is closed and opened anew",
                    address,
                    now() - lastReadAt);
            close();
        }
        closeIfLeft();
    }

    /** Closes as soon as the requests under way are answered. */
    void leaveWhenAnswered() {
        leaving = true;
        closeIfLeft();
    }

    private void closeIfLeft() {
        if (leaving && pending.isEmpty()) {
            close();
        }
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** What made it unusable, if anything did. */
    Optional<RemoteException> broken() {
        return Optional.ofNullable(broken);
    }

    /** Whether everything that came could be read, and something came. */
    boolean wasUnderstood() {
        return heard && broken == null;
    }

    /** What its unanswered requests fail with once it is closed. */
    RemoteException lossReason() {
        if (broken != null) {
            return broken;
        }
        boolean rejected = !heard && channel != null && channel.pipeline().get(SslHandler.class) != null;
        return new RemoteException.OutcomeUnknown(
                "the connection to " + address + " closed before the answer came"
                        + (rejected ? " and right after the TLS handshake; " + CLIENT_CERTIFICATE : ""),
                null);
    }

    void failAll(RemoteException failure) {
        List<PendingRequest> unanswered = new ArrayList<>(pending.values());
        pending.clear();
        unanswered.forEach(request -> request.fail(failure));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, RemotingFrame frame) {
        lastReadAt = now();
        timeoutsInARow = 0;
        heard = true;
        boolean away = frame.isResponse() && frame.code() == ResponseCode.GO_AWAY;
        if (!away) {
            owner.heard();
        }
        if (!frame.isResponse()) {
            owner.asked(context.channel(), frame);
            return;
        }
        PendingRequest request = pending.remove(frame.opaque());
        if (request == null) {
            log.debug("{} answered request {} after its time", address, frame.opaque());
        } else if (away) {
            owner.askedToLeave(this, request);
        } else {
            request.succeed(frame);
        }
        closeIfLeft();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        owner.lost(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        log.warn("the connection to {} is closed: {}", address, cause.getMessage());
        log.debug("cause", cause);
        if (TlsFailures.isTls(cause)) {
            Throwable reason = cause.getCause() == null ? cause : cause.getCause();
            broken = new RemoteException.OutcomeUnknown(
                    "TLS with " + address + " failed: " + reason.getMessage() + "; " + CLIENT_CERTIFICATE, cause);
        } else if (cause instanceof DecoderException) {
            String text = cause.getCause() == null
                    ? cause.getMessage()
                    : cause.getCause().getMessage();
            broken = new RemoteException.Garbled(address + " sent what is no RocketMQ frame: " + text, cause);
        }
        context.close();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
