package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.ClientRuntime;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundles;

/**
 * The runtimes of the application's own cluster and of those below {@code rocketmq.clusters}, each made when it is first asked
 * for and closed with the application. Safe for use by any thread.
 */
public final class RocketMqClusters implements AutoCloseable {

    private final RocketMqProperties properties;
    private final ClientRuntimeFactory factory;
    private final ObjectProvider<SslBundles> bundles;
    private final Supplier<ClientRuntime> own;
    private final Map<String, ClientRuntime> named = new LinkedHashMap<>();

    /**
     * Knows the clusters and has not connected to any.
     *
     * @param own the runtime bean, which Spring closes
     */
    RocketMqClusters(
            RocketMqProperties properties,
            ClientRuntimeFactory factory,
            ObjectProvider<SslBundles> bundles,
            Supplier<ClientRuntime> own) {
        this.properties = properties;
        this.factory = factory;
        this.bundles = bundles;
        this.own = own;
    }

    /** The names below {@code rocketmq.clusters}. */
    public Set<String> names() {
        return new TreeSet<>(properties.getClusters().keySet());
    }

    /**
     * The runtime of a cluster.
     *
     * @param cluster its name; empty for the application's own
     * @throws RocketMqConfigurationException if there is no cluster of that name, or its settings cannot be used
     */
    public ClientRuntime runtime(String cluster) {
        if (cluster.isEmpty()) {
            return own.get();
        }
        synchronized (named) {
            ClientRuntime known = named.get(cluster);
            if (known != null) {
                return known;
            }
            RocketMqProperties.Cluster settings = properties.getClusters().get(cluster);
            if (settings == null) {
                throw new RocketMqConfigurationException(
                        "There is no RocketMQ cluster '" + cluster + "'; the clusters are " + names() + ".",
                        "Set rocketmq.clusters." + cluster + ".name-server.",
                        null);
            }
            ClientRuntime made = factory.create(
                    cluster,
                    PropertiesRocketMqConnectionDetails.named(cluster, settings, bundles),
                    settings.getClient());
            named.put(cluster, made);
            return made;
        }
    }

    /** The runtimes of named clusters that somebody asked for, by name. */
    public Map<String, ClientRuntime> opened() {
        synchronized (named) {
            return Map.copyOf(named);
        }
    }

    @Override
    public void close() {
        opened().values().forEach(ClientRuntime::close);
    }
}
