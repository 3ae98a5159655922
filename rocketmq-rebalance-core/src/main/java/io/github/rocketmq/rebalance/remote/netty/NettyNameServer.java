package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.NameServer;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.RouteReply;
import io.github.rocketmq.rebalance.wire.FrameException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Asks one name server as long as it answers, and the next one when it does not. */
final class NettyNameServer implements NameServer {

    private static final byte[] NOTHING = {};

    private final List<Connection> servers;
    private final Duration timeout;
    private volatile int current;

    NettyNameServer(List<Connection> servers, Duration timeout) {
        this.servers = servers;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<RouteReply> route(String topic) {
        return route(topic, current, 1);
    }

    @Override
    public Optional<BrokerAddress> first() {
        return servers.isEmpty()
                ? Optional.empty()
                : Optional.of(servers.get(current).address());
    }

    private CompletionStage<RouteReply> route(String topic, int index, int attempt) {
        Connection server = servers.get(index);
        return server.request(
                        RequestCode.GET_ROUTEINFO_BY_TOPIC,
                        Map.of("topic", topic, "acceptStandardJsonOnly", "true"),
                        NOTHING,
                        timeout)
                .thenApply(response -> read(topic, response, server))
                .exceptionallyCompose(failure -> {
                    if (attempt >= servers.size()) {
                        return CompletableFuture.failedStage(noneAnswered(RemoteException.causeOf(failure)));
                    }
                    int next = (index + 1) % servers.size();
                    current = next;
                    return route(topic, next, attempt + 1);
                });
    }

    private static RouteReply read(String topic, RemotingFrame response, Connection server) {
        if (response.code() == ResponseCode.TOPIC_NOT_EXIST) {
            return new RouteReply.UnknownTopic(topic);
        }
        if (response.code() != ResponseCode.SUCCESS) {
            throw Failures.refused(server, RequestCode.GET_ROUTEINFO_BY_TOPIC, response);
        }
        try {
            return new RouteReply.Found(RouteCodec.read(topic, response.body()));
        } catch (FrameException | IllegalArgumentException e) {
            throw new RemoteException.Garbled(
                    "name server " + server.address() + " sent a route of topic '" + topic + "' that cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    private RemoteException noneAnswered(Throwable last) {
        String all = servers.stream().map(server -> server.address().toString()).collect(Collectors.joining(", "));
        return new RemoteException.NotConnected(
                "no name server of [" + all + "] answers; last failure: " + last.getMessage(), last);
    }
}
