package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.TlsOptions;
import io.github.rocketmq.rebalance.remote.namespace.Namespace;
import io.github.rocketmq.rebalance.remote.netty.NettySettings;
import io.github.rocketmq.rebalance.remote.netty.RequestSigner;
import io.github.rocketmq.rebalance.remote.netty.TlsClient;
import java.util.Map;
import java.util.Optional;

/** What an application chose, in the terms of the connections. */
final class ClientSettings {

    private ClientSettings() {}

    static NettySettings of(ClientOptions options) {
        return new NettySettings(
                options.nameServers(),
                options.requestTimeout(),
                options.connectTimeout(),
                options.ioThreads(),
                options.namespaceV2().isEmpty() ? Map.of() : Map.of("nsd", "true", "ns", options.namespaceV2()),
                options.credentials()
                        .map(by -> new RequestSigner(
                                by.accessKey(),
                                by.secretKey(),
                                by.securityToken().orElse(null))),
                options.tls().map(ClientSettings::tls));
    }

    /** What to add to the names of topics and groups; empty for nothing. */
    static Optional<Namespace> namespace(ClientOptions options) {
        return options.namespace().isEmpty() ? Optional.empty() : Optional.of(new Namespace(options.namespace()));
    }

    static TlsClient tls(TlsOptions options) {
        boolean verifyHostName = options.verification() == TlsOptions.Verification.FULL;
        if (options.sslContext().isPresent()) {
            return TlsClient.of(options.sslContext().get(), verifyHostName);
        }
        TlsClient.Builder client = TlsClient.builder();
        if (options.verification() == TlsOptions.Verification.INSECURE_ANY_CERTIFICATE) {
            client.trustAnyCertificate();
        } else if (!options.trustedCertificates().isEmpty()) {
            client.trust(options.trustedCertificates());
        }
        if (!verifyHostName) {
            client.acceptAnyHostName();
        }
        options.clientCertificate()
                .ifPresent(shown -> client.show(
                        shown.chain(), shown.key(), shown.keyPassword().orElse(null)));
        return client.build();
    }
}
