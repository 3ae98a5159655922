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
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;

/** Opens channels that speak in frames. Safe for use by any thread. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that is given up is closed by its own time-outs at the latest
final class ChannelOpener {

    private final Duration connectTimeout;

    ChannelOpener(Duration connectTimeout) {
        this.connectTimeout = connectTimeout;
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
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) connectTimeout.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel opened) {
                        opened.pipeline().addLast(new FrameDecoder(), new FrameEncoder(), handler);
                    }
                })
                .connect(address.host(), address.port());
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                ready.trySuccess(connecting.channel());
            } else {
                ready.tryFailure(done.cause());
            }
        });
        return ready;
    }
}
