package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.Credentials;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/** A cluster as the properties of one prefix describe it. */
final class PropertiesRocketMqConnectionDetails implements RocketMqConnectionDetails {

    private final String prefix;
    private final List<String> nameServers;
    private final ClientSettings client;
    private final Keys keys;
    private final ObjectProvider<SslBundles> bundles;

    private PropertiesRocketMqConnectionDetails(
            String prefix,
            List<String> nameServers,
            ClientSettings client,
            Keys keys,
            ObjectProvider<SslBundles> bundles) {
        this.prefix = prefix;
        this.nameServers = nameServers;
        this.client = client;
        this.keys = keys;
        this.bundles = bundles;
    }

    /** What signs requests; empty texts where it is not set. */
    private record Keys(String access, String secret) {

        static Keys of(ClientSettings client) {
            return new Keys(text(client.getAccessKey()), text(client.getSecretKey()));
        }

        static Keys of(RocketMqProperties.Consumer consumer) {
            return new Keys(text(consumer.getAccessKey()), text(consumer.getSecretKey()));
        }

        boolean isEmpty() {
            return access.isEmpty() && secret.isEmpty();
        }
    }

    /** The application's own cluster; its keys may also be where Apache's starter has them. */
    static PropertiesRocketMqConnectionDetails own(RocketMqProperties properties, ObjectProvider<SslBundles> bundles) {
        Keys keys = Keys.of(properties.getClient());
        return new PropertiesRocketMqConnectionDetails(
                "rocketmq",
                properties.getNameServer(),
                properties.getClient(),
                keys.isEmpty() ? Keys.of(properties.getConsumer()) : keys,
                bundles);
    }

    /** One of {@code rocketmq.clusters}. */
    static PropertiesRocketMqConnectionDetails named(
            String name, RocketMqProperties.Cluster cluster, ObjectProvider<SslBundles> bundles) {
        return new PropertiesRocketMqConnectionDetails(
                "rocketmq.clusters." + name,
                cluster.getNameServer(),
                cluster.getClient(),
                Keys.of(cluster.getClient()),
                bundles);
    }

    // Spring splits at commas only; RocketMQ's own tools write a:9876;b:9876.
    @Override
    public List<String> nameServers() {
        return nameServers.stream()
                .flatMap(written -> Arrays.stream(written.split("[;,]")))
                .map(String::trim)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    @Override
    public Optional<Credentials> credentials() {
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        if (keys.access().isEmpty() || keys.secret().isEmpty()) {
            String missing = prefix + ".client." + (keys.access().isEmpty() ? "access-key" : "secret-key");
            throw new RocketMqConfigurationException(
                    missing + " is not set, but the other key of the credentials is.",
                    "Set both " + prefix + ".client.access-key and " + prefix + ".client.secret-key, or none for a"
                            + " cluster without access control.",
                    null);
        }
        return Optional.of(new Credentials(
                keys.access(),
                keys.secret(),
                Optional.ofNullable(client.getSecurityToken()).filter(StringUtils::hasText)));
    }

    @Override
    public Optional<SslBundle> sslBundle() {
        if (!client.getSsl().isEnabled()) {
            return Optional.empty();
        }
        return Optional.of(
                bundleName().map(name -> find(name, bundles.getIfAvailable())).orElseGet(SslBundle::systemDefault));
    }

    @Override
    public void onSslBundleUpdate(Consumer<SslBundle> listener) {
        if (client.getSsl().isEnabled()) {
            bundleName().ifPresent(name -> bundles.ifAvailable(known -> known.addBundleUpdateHandler(name, listener)));
        }
    }

    private Optional<String> bundleName() {
        return Optional.ofNullable(client.getSsl().getBundle()).filter(StringUtils::hasText);
    }

    private SslBundle find(String name, @Nullable SslBundles known) {
        if (known != null) {
            try {
                return known.getBundle(name);
            } catch (NoSuchSslBundleException unknown) {
                throw unknownBundle(name, known.getBundleNames().toString());
            }
        }
        throw unknownBundle(name, "[]");
    }

    private RocketMqConfigurationException unknownBundle(String name, String known) {
        return new RocketMqConfigurationException(
                prefix + ".client.ssl.bundle is '" + name + "', but there is no SSL bundle of that name.",
                "Name one of " + known + ", or define it below spring.ssl.bundle.",
                null);
    }

    private static String text(@Nullable String key) {
        return key == null ? "" : key.trim();
    }
}
