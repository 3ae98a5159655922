package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.Credentials;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the cluster is and how it lets one in. A bean of this type replaces {@code rocketmq.name-server}, the keys of
 * {@code rocketmq.client} and {@code rocketmq.client.ssl}.
 */
public interface RocketMqConnectionDetails extends ConnectionDetails {

    /** The name servers, each as {@code host:port}; at least one. */
    List<String> nameServers();

    /** Who signs requests; empty for a cluster without access control. */
    default Optional<Credentials> credentials() {
        return Optional.empty();
    }

    /** Whom to trust and what to show on encrypted connections; empty for plain ones. */
    default Optional<SslBundle> sslBundle() {
        return Optional.empty();
    }

    /** Lets somebody hear when the bundle is renewed, on any thread. */
    default void onSslBundleUpdate(Consumer<SslBundle> listener) {}
}
