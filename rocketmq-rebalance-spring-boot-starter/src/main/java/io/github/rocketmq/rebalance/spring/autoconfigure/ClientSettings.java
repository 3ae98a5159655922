package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.TlsOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/** The connections to one cluster, shared by everything that uses it. */
public class ClientSettings {

    private final Ssl ssl = new Ssl();

    /** Part of the client id behind the address; by default unique for each start. */
    private @Nullable String instanceName;

    /** Namespace that stands before the names of all topics and groups. */
    private @Nullable String namespace;

    /** Namespace that goes with every request to brokers that know namespaces. */
    private @Nullable String namespaceV2;

    /** Name of the user, for clusters with access control. */
    private @Nullable String accessKey;

    /** Key that signs every request, for clusters with access control. */
    private @Nullable String secretKey;

    /** Token that goes with temporary keys. */
    private @Nullable String securityToken;

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

    /** Whether the start fails if no name server answers; otherwise they are tried until one does. */
    private boolean failFast;

    public @Nullable String getInstanceName() {
        return instanceName;
    }

    public void setInstanceName(@Nullable String instanceName) {
        this.instanceName = instanceName;
    }

    public @Nullable String getNamespace() {
        return namespace;
    }

    public void setNamespace(@Nullable String namespace) {
        this.namespace = namespace;
    }

    public @Nullable String getNamespaceV2() {
        return namespaceV2;
    }

    public void setNamespaceV2(@Nullable String namespaceV2) {
        this.namespaceV2 = namespaceV2;
    }

    public @Nullable String getAccessKey() {
        return accessKey;
    }

    public void setAccessKey(@Nullable String accessKey) {
        this.accessKey = accessKey;
    }

    public @Nullable String getSecretKey() {
        return secretKey;
    }

    public void setSecretKey(@Nullable String secretKey) {
        this.secretKey = secretKey;
    }

    public @Nullable String getSecurityToken() {
        return securityToken;
    }

    public void setSecurityToken(@Nullable String securityToken) {
        this.securityToken = securityToken;
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

    public boolean isFailFast() {
        return failFast;
    }

    public void setFailFast(boolean failFast) {
        this.failFast = failFast;
    }

    public Ssl getSsl() {
        return ssl;
    }

    /** Encryption of connections. */
    public static class Ssl {

        /** Whether to encrypt connections; by default whether a bundle is named. */
        private @Nullable Boolean enabled;

        /** SSL bundle with whom to trust and what to show; without one, those are trusted that the JVM trusts. */
        private @Nullable String bundle;

        /** What is checked of a server's certificate. */
        private TlsOptions.Verification verification = TlsOptions.Verification.FULL;

        public boolean isEnabled() {
            return enabled == null ? StringUtils.hasText(bundle) : enabled;
        }

        public void setEnabled(@Nullable Boolean enabled) {
            this.enabled = enabled;
        }

        public @Nullable String getBundle() {
            return bundle;
        }

        public void setBundle(@Nullable String bundle) {
            this.bundle = bundle;
        }

        public TlsOptions.Verification getVerification() {
            return verification;
        }

        public void setVerification(TlsOptions.Verification verification) {
            this.verification = verification;
        }
    }
}
