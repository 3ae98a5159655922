package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
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

    private final Client client = new Client();

    @NestedConfigurationProperty
    private final ConsumerSettings consumer = new ConsumerSettings();

    private final Producer producer = new Producer();

    private final Health health = new Health();

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

    public Client getClient() {
        return client;
    }

    public ConsumerSettings getConsumer() {
        return consumer;
    }

    public Producer getProducer() {
        return producer;
    }

    public Health getHealth() {
        return health;
    }

    /** The connections, shared by everything of the application. */
    public static class Client {

        /** Part of the client id behind the address; by default unique for each start. */
        private @Nullable String instanceName;

        /** Time that a connection may take to open. */
        private @Nullable Duration connectTimeout;

        /** Time that a name server or broker may take to answer. */
        private @Nullable Duration requestTimeout;

        /** Time between heartbeats to every broker. */
        private @Nullable Duration heartbeatInterval;

        /** Time between looks at the routes of topics. */
        private @Nullable Duration routeRefreshInterval;

        /** Event-loop threads; by default one per processor, at most 4. */
        private @Nullable Integer ioThreads;

        /** Name by which other members know this one after a restart; by default the name of the pod or host. */
        private @Nullable String allocationKey;

        /** Zone that this process runs in; it gets the queues of brokers named zone@broker as far as balance allows. */
        private @Nullable String zone;

        /** Share of queues compared with other members, 1 to 100. */
        private @Nullable Integer weight;

        public @Nullable String getInstanceName() {
            return instanceName;
        }

        public void setInstanceName(@Nullable String instanceName) {
            this.instanceName = instanceName;
        }

        public @Nullable Duration getConnectTimeout() {
            return connectTimeout;
        }

        public void setConnectTimeout(@Nullable Duration connectTimeout) {
            this.connectTimeout = connectTimeout;
        }

        public @Nullable Duration getRequestTimeout() {
            return requestTimeout;
        }

        public void setRequestTimeout(@Nullable Duration requestTimeout) {
            this.requestTimeout = requestTimeout;
        }

        public @Nullable Duration getHeartbeatInterval() {
            return heartbeatInterval;
        }

        public void setHeartbeatInterval(@Nullable Duration heartbeatInterval) {
            this.heartbeatInterval = heartbeatInterval;
        }

        public @Nullable Duration getRouteRefreshInterval() {
            return routeRefreshInterval;
        }

        public void setRouteRefreshInterval(@Nullable Duration routeRefreshInterval) {
            this.routeRefreshInterval = routeRefreshInterval;
        }

        public @Nullable Integer getIoThreads() {
            return ioThreads;
        }

        public void setIoThreads(@Nullable Integer ioThreads) {
            this.ioThreads = ioThreads;
        }

        public @Nullable String getAllocationKey() {
            return allocationKey;
        }

        public void setAllocationKey(@Nullable String allocationKey) {
            this.allocationKey = allocationKey;
        }

        public @Nullable String getZone() {
            return zone;
        }

        public void setZone(@Nullable String zone) {
            this.zone = zone;
        }

        public @Nullable Integer getWeight() {
            return weight;
        }

        public void setWeight(@Nullable Integer weight) {
            this.weight = weight;
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
