package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;

/** Makes the runtime of a cluster, renews its certificates, and fails fast where that is wanted. */
final class ClientRuntimeFactory {

    private static final Logger log = LoggerFactory.getLogger(ClientRuntimeFactory.class);

    private final ClientOptionsFactory options;
    private final Supplier<ClientEvents> events;

    /**
     * @param events asked for each runtime, who hears what happens in it
     */
    ClientRuntimeFactory(ClientOptionsFactory options, Supplier<ClientEvents> events) {
        this.options = options;
        this.events = events;
    }

    /**
     * The runtime, whose connections open when they are first needed.
     *
     * @param cluster the cluster's name; empty for the application's own
     * @throws RocketMqConfigurationException if settings cannot be used, or no name server answers and that is to be fatal
     */
    ClientRuntime create(String cluster, RocketMqConnectionDetails connection, ClientSettings client) {
        ClientOptions chosen = options.create(cluster, connection, client);
        ClientRuntime runtime = ClientRuntime.create(chosen, events.get());
        if (client.isFailFast()) {
            requireNameServer(cluster, runtime);
        }
        // Handlers cannot be taken away again, so only a runtime that is used gets one.
        connection.onSslBundleUpdate(bundle -> renew(cluster, runtime, connection, client, bundle));
        return runtime;
    }

    /** Others hear of the bundle, too, so nothing is thrown. */
    private void renew(
            String cluster,
            ClientRuntime runtime,
            RocketMqConnectionDetails connection,
            ClientSettings client,
            SslBundle bundle) {
        String prefix = ClientOptionsFactory.prefix(cluster);
        try {
            options.create(cluster, connection, client, Optional.of(bundle))
                    .tls()
                    .filter(tls -> !runtime.options().tls().equals(Optional.of(tls)))
                    .ifPresent(tls -> {
                        runtime.tls(tls);
                        log.info("{}.client.ssl.bundle was renewed; new connections use it", prefix);
                    });
        } catch (RuntimeException refused) {
            log.error(
                    "{}.client.ssl.bundle was renewed, but cannot be used; connections keep what they had",
                    prefix,
                    refused);
        }
    }

    private static void requireNameServer(String cluster, ClientRuntime runtime) {
        try {
            runtime.reachNameServer().toCompletableFuture().join();
        } catch (CompletionException unreachable) {
            runtime.close();
            Throwable cause = unreachable.getCause() == null ? unreachable : unreachable.getCause();
            String prefix = ClientOptionsFactory.prefix(cluster);
            throw new RocketMqConfigurationException(
                    "RocketMQ cannot be reached: " + cause.getMessage() + ".",
                    "Start a name server or correct " + prefix + ".name-server. With " + prefix
                            + ".client.fail-fast=false the application starts all the same and tries until one answers.",
                    cause);
        }
    }
}
