package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.wire.FrameDecoder;
import io.github.rocketmq.rebalance.wire.FrameEncoder;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A server on loopback that does with each frame what a test says. */
@SuppressWarnings("FutureReturnValueIgnored")
final class FakeServer implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final String host;
    private final Channel listening;
    private final List<Channel> clients = new CopyOnWriteArrayList<>();
    private final List<RemotingFrame> received = new CopyOnWriteArrayList<>();

    FakeServer(BiConsumer<Channel, RemotingFrame> behaviour) {
        this("127.0.0.1", client -> {}, behaviour);
    }

    /** A server on another address of this machine. */
    static FakeServer on(String host, BiConsumer<Channel, RemotingFrame> behaviour) {
        return new FakeServer(host, client -> {}, behaviour);
    }

    /** A server that speaks first. */
    static FakeServer plain(Consumer<Channel> greeting) {
        return new FakeServer("127.0.0.1", greeting, (client, frame) -> {});
    }

    private FakeServer(String host, Consumer<Channel> greeting, BiConsumer<Channel, RemotingFrame> behaviour) {
        this.host = host;
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel client) {
                        clients.add(client);
                        client.pipeline()
                                .addLast(
                                        new FrameDecoder(),
                                        new FrameEncoder(),
                                        new SimpleChannelInboundHandler<RemotingFrame>() {
                                            @Override
                                            public void channelActive(ChannelHandlerContext context) {
                                                greeting.accept(context.channel());
                                            }

                                            @Override
                                            protected void channelRead0(
                                                    ChannelHandlerContext context, RemotingFrame frame) {
                                                received.add(frame);
                                                behaviour.accept(context.channel(), frame);
                                            }
                                        });
                    }
                })
                .bind(host, 0)
                .syncUninterruptibly()
                .channel();
    }

    BrokerAddress address() {
        return new BrokerAddress(host, ((InetSocketAddress) listening.localAddress()).getPort());
    }

    List<Channel> clients() {
        return clients;
    }

    List<RemotingFrame> received() {
        return received;
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
