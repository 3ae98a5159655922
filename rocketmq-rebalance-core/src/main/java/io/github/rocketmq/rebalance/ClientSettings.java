package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.remote.netty.NettySettings;
import io.github.rocketmq.rebalance.remote.netty.RequestSigner;
import java.util.Map;

/** What an application chose, in the terms of the connections. */
final class ClientSettings {

    private ClientSettings() {}

    static NettySettings of(ClientOptions options) {
        return new NettySettings(
                options.nameServers(),
                options.requestTimeout(),
                options.connectTimeout(),
                options.ioThreads(),
                Map.of(),
                options.credentials()
                        .map(by -> new RequestSigner(
                                by.accessKey(),
                                by.secretKey(),
                                by.securityToken().orElse(null))));
    }
}
