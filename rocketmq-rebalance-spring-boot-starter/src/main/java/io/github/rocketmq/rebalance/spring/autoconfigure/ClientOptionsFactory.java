package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.api.InvalidOptionException;
import io.github.rocketmq.rebalance.api.TlsOptions;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/** Makes the core's client options of connection details and client settings. */
final class ClientOptionsFactory {

    private static final String NAME_SERVER_REMEDY =
            "Set rocketmq.name-server to host:port, for example rocketmq.name-server=127.0.0.1:9876, and separate"
                    + " several with ';'. A bean of type RocketMqConnectionDetails may name them instead."
                    + " rocketmq.enabled=false turns RocketMQ off.";

    private final ObjectProvider<RocketClientCustomizer> customizers;

    ClientOptionsFactory(ObjectProvider<RocketClientCustomizer> customizers) {
        this.customizers = customizers;
    }

    /**
     * The options of one cluster.
     *
     * @param cluster its name; empty for the application's own
     * @throws RocketMqConfigurationException naming the key whose value cannot be used
     */
    ClientOptions create(String cluster, RocketMqConnectionDetails connection, ClientSettings client) {
        return create(cluster, connection, client, connection.sslBundle());
    }

    /**
     * The options of one cluster with a certain bundle.
     *
     * @param bundle whom to trust and what to show; empty for plain connections
     */
    ClientOptions create(
            String cluster, RocketMqConnectionDetails connection, ClientSettings client, Optional<SslBundle> bundle) {
        String prefix = prefix(cluster);
        List<String> nameServers = connection.nameServers();
        if (nameServers.isEmpty()) {
            throw new RocketMqConfigurationException(
                    cluster.isEmpty()
                            ? "No RocketMQ name server is configured."
                            : "No name server of the RocketMQ cluster '" + cluster + "' is configured.",
                    NAME_SERVER_REMEDY.replace("rocketmq.name-server", prefix + ".name-server"),
                    null);
        }
        nameServers.forEach(address -> requireHostAndPort(prefix, address));
        ClientOptions.Builder builder = ClientOptions.builder().nameServers(nameServers);
        PropertyMapper map = PropertyMapper.get();
        map.from(client::getInstanceName).to(builder::instanceName);
        map.from(client::getNamespace).to(builder::namespace);
        map.from(client::getNamespaceV2).to(builder::namespaceV2);
        map.from(client::getConnectTimeout).to(builder::connectTimeout);
        map.from(client::getRequestTimeout).to(builder::requestTimeout);
        map.from(client::getHeartbeatInterval).to(builder::heartbeatInterval);
        map.from(client::getRouteRefreshInterval).to(builder::routeRefreshInterval);
        map.from(client::getIoThreads).to(builder::ioThreads);
        map.from(client::getAllocationKey).to(builder::allocationKey);
        map.from(client::getZone).to(builder::zone);
        map.from(client::getWeight).to(builder::weight);
        connection.credentials().ifPresent(builder::credentials);
        bundle.map(chosen -> tls(prefix, chosen, client.getSsl())).ifPresent(builder::tls);
        customizers.orderedStream().forEach(customizer -> customizer.customize(cluster, builder));
        try {
            return builder.build();
        } catch (InvalidOptionException refused) {
            String key = prefix + ".client." + DataObjectPropertyName.toDashedForm(refused.option());
            throw new RocketMqConfigurationException(
                    key + " " + refused.problem() + ".",
                    "Correct " + key + ", or the RocketClientCustomizer that sets it.",
                    refused);
        } catch (IllegalArgumentException refused) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ client cannot be set up: " + refused.getMessage() + ".",
                    "Correct the key of that name under " + prefix + ".client.",
                    refused);
        }
    }

    /** Where a cluster's keys are. */
    static String prefix(String cluster) {
        return cluster.isEmpty() ? "rocketmq" : "rocketmq.clusters." + cluster;
    }

    private static TlsOptions tls(String prefix, SslBundle bundle, ClientSettings.Ssl ssl) {
        TlsOptions.Verification verification = ssl.getVerification();
        if (verification == TlsOptions.Verification.INSECURE_ANY_CERTIFICATE) {
            if (StringUtils.hasText(ssl.getBundle())) {
                throw new RocketMqConfigurationException(
                        prefix + ".client.ssl.verification is insecure-any-certificate, but " + prefix
                                + ".client.ssl.bundle says whom to trust.",
                        "Choose full or insecure-any-host-name, or remove the bundle.",
                        null);
            }
            return TlsOptions.insecureAnyCertificate();
        }
        TlsOptions options = TlsOptions.of(bundle.createSslContext());
        return verification == TlsOptions.Verification.FULL ? options : options.insecureAnyHostName();
    }

    private static void requireHostAndPort(String prefix, String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        boolean oneHost = host.startsWith("[") ? host.endsWith("]") : host.indexOf(':') < 0;
        if (colon < 1 || !oneHost || host.indexOf('/') >= 0 || !isPort(address.substring(colon + 1))) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ name server '" + address + "' is not of the form host:port.",
                    NAME_SERVER_REMEDY.replace("rocketmq.name-server", prefix + ".name-server"),
                    null);
        }
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
    }
}
