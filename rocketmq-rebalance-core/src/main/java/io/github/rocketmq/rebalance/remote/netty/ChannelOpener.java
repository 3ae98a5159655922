package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.wire.FrameDecoder;
import io.github.rocketmq.rebalance.wire.FrameEncoder;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Opens channels that speak in frames. Safe for use by any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that is given up is closed by its own time-outs at the latest
final class ChannelOpener {

    private final Duration connectTimeout;
    private volatile Optional<TlsClient> tls;
    private final BackgroundResolver resolver;

    /**
     * @param connectTimeout for the connection, and once more for the TLS handshake
     * @param tls encrypts; empty for plain connections
     * @param resolver looks host names up; closed by whoever opened it
     */
    ChannelOpener(Duration connectTimeout, Optional<TlsClient> tls, BackgroundResolver resolver) {
        this.connectTimeout = connectTimeout;
        this.tls = tls;
        this.resolver = resolver;
    }

    /**
     * From now on channels are encrypted by another client; those that are open stay as they are.
     *
     * @throws IllegalStateException if channels are plain
     */
    void renew(TlsClient client) {
        if (tls.isEmpty()) {
            throw new IllegalStateException(
                    "the connections of this client are plain; TLS is chosen when a client is made, not later");
        }
        tls = Optional.of(client);
    }

    /**
     * Opens a channel on one event loop.
     *
     * @param handler reads the frames
     */
    Future<Channel> open(BrokerAddress address, EventLoop loop, OpenChannel handler) {
        Promise<Channel> ready = loop.newPromise();
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .resolver(resolver)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        tls.ifPresent(client ->
                                opened.pipeline().addLast(client.handler(opened.alloc(), address, connectTimeout)));
                        opened.pipeline().addLast(new FrameDecoder(), new FrameEncoder(), handler);
                    }
                })
                .connect(address.host(), address.port());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                shakeHands(address, connecting.channel(), ready);
            } else {
                ready.tryFailure(done.cause());
            }
        });
        return ready;
    }

    private static void shakeHands(BrokerAddress address, Channel channel, Promise<Channel> ready) {
        SslHandler encrypting = channel.pipeline().get(SslHandler.class);
        if (encrypting == null) {
            ready.trySuccess(channel);
            return;
        }
        encrypting.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                ready.trySuccess(channel);
            } else {
                channel.close();
                ready.tryFailure(new SSLException(TlsFailures.handshake(address.host(), done.cause()), done.cause()));
            }
        });
    }
}
