package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.DeprecatedConfigurationProperty;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/** What is configured under {@code rocketmq}. */
@ConfigurationProperties("rocketmq")
public class RocketMqProperties {

    /** Whether to enable RocketMQ: listeners, producer and health. */
    private boolean enabled = true;

    /** Comma or semicolon-separated list of name servers, each as host:port. */
    private List<String> nameServer = new ArrayList<>();

    /** Settings of single listeners by listener id. They override annotations and rocketmq.consumer. */
    private Map<String, Listener> listeners = new LinkedHashMap<>();

    /** More clusters by name, each with a name-server and client settings. */
    private Map<String, Cluster> clusters = new LinkedHashMap<>();

    @NestedConfigurationProperty
    private final ClientSettings client = new ClientSettings();

    private final Consumer consumer = new Consumer();

    private final Producer producer = new Producer();

    private final Health health = new Health();

    @NestedConfigurationProperty
    private final MetricsSettings metrics = new MetricsSettings();

    @NestedConfigurationProperty
    private final ObservationSettings observation = new ObservationSettings();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public List<String> getNameServer() {
        return nameServer;
    }

    public void setNameServer(List<String> nameServer) {
        this.nameServer = nameServer;
    }

    public Map<String, Listener> getListeners() {
        return listeners;
    }

    public void setListeners(Map<String, Listener> listeners) {
        this.listeners = listeners;
    }

    public Map<String, Cluster> getClusters() {
        return clusters;
    }

    public void setClusters(Map<String, Cluster> clusters) {
        this.clusters = clusters;
    }

    public ClientSettings getClient() {
        return client;
    }

    public Consumer getConsumer() {
        return consumer;
    }

    public Producer getProducer() {
        return producer;
    }

    public Health getHealth() {
        return health;
    }

    public MetricsSettings getMetrics() {
        return metrics;
    }

    public ObservationSettings getObservation() {
        return observation;
    }

    /** What holds for every listener, and what Apache's starter calls otherwise. */
    public static class Consumer extends ConsumerSettings {

        /** Name of the user, for clusters with access control. */
        private @Nullable String accessKey;

        /** Key that signs every request, for clusters with access control. */
        private @Nullable String secretKey;

        /** Listeners that are off, as group.topic=false. */
        private Map<String, Map<String, Boolean>> listeners = new LinkedHashMap<>();

        @DeprecatedConfigurationProperty(replacement = "rocketmq.client.access-key")
        public @Nullable String getAccessKey() {
            return accessKey;
        }

        public void setAccessKey(@Nullable String accessKey) {
            this.accessKey = accessKey;
        }

        @DeprecatedConfigurationProperty(replacement = "rocketmq.client.secret-key")
        public @Nullable String getSecretKey() {
            return secretKey;
        }

        public void setSecretKey(@Nullable String secretKey) {
            this.secretKey = secretKey;
        }

        @DeprecatedConfigurationProperty(replacement = "rocketmq.listeners")
        public Map<String, Map<String, Boolean>> getListeners() {
            return listeners;
        }

        public void setListeners(Map<String, Map<String, Boolean>> listeners) {
            this.listeners = listeners;
        }
    }

    /** One more cluster. */
    public static class Cluster {

        private final ClientSettings client = new ClientSettings();

        /** Comma or semicolon-separated list of name servers, each as host:port. */
        private List<String> nameServer = new ArrayList<>();

        public List<String> getNameServer() {
            return nameServer;
        }

        public void setNameServer(List<String> nameServer) {
            this.nameServer = nameServer;
        }

        public ClientSettings getClient() {
            return client;
        }
    }

    /** The producer bean. */
    public static class Producer {

        /** Producer group; by default the application's name followed by "-producer". */
        private @Nullable String group;

        public @Nullable String getGroup() {
            return group;
        }

        public void setGroup(@Nullable String group) {
            this.group = group;
        }
    }

    /** When a listener counts as healthy. */
    public static class Health {

        /** Age of the last confirmed heartbeat from which a listener is DOWN. */
        private Duration maxHeartbeatAge = Duration.ofSeconds(90);

        /** Age of the last successful rebalance from which a listener is DOWN; never less than three rebalance intervals. */
        private Duration maxRebalanceAge = Duration.ofSeconds(60);

        /** Messages not yet consumed from which a listener is OUT_OF_SERVICE; unlimited by default. */
        private @Nullable Long maxLag;

        /** Time without an answer to a pull of a queue from which a listener is DOWN. */
        private Duration maxPullIdle = Duration.ofMinutes(2);

        /** Time without the lock of a queue from which a listener that consumes in order is DOWN. */
        private Duration lockMaxLive = Duration.ofSeconds(30);

        /** Whether a paused listener is UP; if not, it is OUT_OF_SERVICE. */
        private boolean pausedIsUp = true;

        public Duration getMaxHeartbeatAge() {
            return maxHeartbeatAge;
        }

        public void setMaxHeartbeatAge(Duration maxHeartbeatAge) {
            this.maxHeartbeatAge = maxHeartbeatAge;
        }

        public Duration getMaxRebalanceAge() {
            return maxRebalanceAge;
        }

        public void setMaxRebalanceAge(Duration maxRebalanceAge) {
            this.maxRebalanceAge = maxRebalanceAge;
        }

        public @Nullable Long getMaxLag() {
            return maxLag;
        }

        public void setMaxLag(@Nullable Long maxLag) {
            this.maxLag = maxLag;
        }

        public Duration getMaxPullIdle() {
            return maxPullIdle;
        }

        public void setMaxPullIdle(Duration maxPullIdle) {
            this.maxPullIdle = maxPullIdle;
        }

        public Duration getLockMaxLive() {
            return lockMaxLive;
        }

        public void setLockMaxLive(Duration lockMaxLive) {
            this.lockMaxLive = lockMaxLive;
        }

        public boolean isPausedIsUp() {
            return pausedIsUp;
        }

        public void setPausedIsUp(boolean pausedIsUp) {
            this.pausedIsUp = pausedIsUp;
        }
    }

    /** One listener; what is not set is inherited. */
    public static class Listener extends ConsumerSettings {

        /** Whether the listener exists at all. */
        private boolean enabled = true;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }
    }
}
