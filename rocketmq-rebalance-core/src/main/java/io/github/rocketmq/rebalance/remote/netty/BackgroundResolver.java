package io.github.rocketmq.rebalance.remote.netty;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks host names up on daemon threads of its own, because the JDK's look-up blocks and an event loop serves other
 * connections too. The threads end when there is nothing to look up.
 */
final class BackgroundResolver extends AddressResolverGroup<InetSocketAddress> {

    /** So many names may be slow before another one has to wait for them. */
    private static final int THREADS = 4;

    private static final long IDLE_SECONDS = 10;

    private final Lookup lookup;
    private final ThreadPoolExecutor threads;

    /** Finds the address of a host; may block. */
    interface Lookup {
        InetAddress find(String host) throws UnknownHostException;
    }

    BackgroundResolver(Lookup lookup) {
        this.lookup = lookup;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("rocketmq-names", true));
        threads.allowCoreThreadTimeOut(true);
    }

    /** What the JDK finds first, which depends on its preference for short or long addresses. */
    static InetAddress first(String host) throws UnknownHostException {
        return InetAddress.getAllByName(host)[0];
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
        return new InetNameResolver(loop) {
            @Override
            protected void doResolve(String host, Promise<InetAddress> found) throws UnknownHostException {
                if (isLiteral(host)) {
                    found.setSuccess(first(host));
                } else {
                    find(host, found);
                }
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> found) {
                throw new UnsupportedOperationException("connections go to one address");
            }
        }.asAddressResolver();
    }

    private void find(String host, Promise<InetAddress> found) {
        try {
            threads.execute(() -> {
                try {
                    found.trySuccess(lookup.find(host));
                } catch (UnknownHostException | RuntimeException e) {
                    found.tryFailure(unknown(host, e));
                }
            });
        } catch (RejectedExecutionException e) {
            found.tryFailure(e);
        }
    }

    private static UnknownHostException unknown(String host, Exception cause) {
        UnknownHostException unknown = new UnknownHostException("host name '" + host + "' cannot be resolved");
        unknown.initCause(cause);
        return unknown;
    }

    private static boolean isLiteral(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
    }

    @Override
    public void close() {
        super.close();
        threads.shutdownNow();
    }
}
