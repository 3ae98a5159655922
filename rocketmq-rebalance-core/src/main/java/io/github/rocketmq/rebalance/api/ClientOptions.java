package io.github.rocketmq.rebalance.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach one RocketMQ cluster. The second port of old brokers, called the VIP channel, is never used, as it is off by
 * default in Apache's clients too.
 *
 * @param nameServers {@code host:port} each, {@code [address]:port} for IPv6; at least one
 * @param instanceName the part of the client id behind the address; empty for {@code pid#nanos}
 * @param requestTimeout how long a name server or broker may take to answer
 * @param connectTimeout how long a connection may take to open
 * @param heartbeatInterval time between heartbeats to every broker; brokers forget a member after 120 s of silence
 * @param routeRefreshInterval time between looks at a topic's route
 * @param ioThreads event-loop threads shared by everything of this cluster
 * @param credentials sign every request; empty for clusters without access control
 * @param tls encrypts every connection; empty for plain ones
 * @param namespace stands before the names of all topics and groups; empty for none
 * @param namespaceV2 goes with every request to brokers that know namespaces; empty for none
 * @param allocationKey by which the other members know this one again after a restart, so that it gets the same queues;
 *     empty for the pod's name, or the host's outside Kubernetes
 * @param zone where this process runs; it gets the queues of brokers in that zone as far as balance allows. Empty for nowhere
 *     in particular
 * @param weight the share of queues compared with other members, 1 to 100
 */
public record ClientOptions(
        List<String> nameServers,
        String instanceName,
        Duration requestTimeout,
        Duration connectTimeout,
        Duration heartbeatInterval,
        Duration routeRefreshInterval,
        int ioThreads,
        Optional<Credentials> credentials,
        Optional<TlsOptions> tls,
        String namespace,
        String namespaceV2,
        String allocationKey,
        String zone,
        int weight) {

    public ClientOptions {
        requireNamespace("namespace", namespace);
        requireNamespace("namespaceV2", namespaceV2);
        nameServers = List.copyOf(nameServers);
        if (nameServers.isEmpty()) {
            throw new IllegalArgumentException("no name server is given; name at least one as host:port in"
                    + " ClientOptions.nameServers, in the system property " + NameServerDiscovery.PROPERTY
                    + " or in the environment variable " + NameServerDiscovery.VARIABLE);
        }
        Ranges.require("requestTimeout", requestTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
        Ranges.require("connectTimeout", connectTimeout, Duration.ofMillis(100), Duration.ofMinutes(10));
        Ranges.require("heartbeatInterval", heartbeatInterval, Duration.ofSeconds(1), Duration.ofSeconds(60));
        Ranges.require("routeRefreshInterval", routeRefreshInterval, Duration.ofSeconds(1), Duration.ofHours(1));
        Ranges.require("ioThreads", ioThreads, 1, 256);
        if (instanceName.indexOf('~') >= 0) {
            throw new InvalidOptionException(
                    "instanceName",
                    "'" + instanceName
                            + "' has a '~', behind which client ids name the allocation key; use another character");
        }
        requireNamePart("allocationKey", allocationKey);
        requireNamePart("zone", zone);
        Ranges.require("weight", weight, 1, 100);
    }

    private static void requireNamePart(String option, String part) {
        if (!part.matches("[A-Za-z0-9._-]{0,100}")) {
            throw new InvalidOptionException(
                    option,
                    "'" + part + "' cannot stand in a client id; use at most 100 letters, digits, '.', '_' and '-'");
        }
    }

    private static void requireNamespace(String option, String name) {
        if (!name.matches("[a-zA-Z0-9_-]*")) {
            throw new InvalidOptionException(
                    option, "'" + name + "' is no namespace; use only letters, digits, '_' and '-'");
        }
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Collects options; every setter has a default. Without name servers, those of the system property {@code
     * rocketmq.namesrv.addr} are taken, else those of the environment variable {@code NAMESRV_ADDR}; both separate several
     * with {@code ;}, as with Apache's clients. Not safe for use by several threads.
     */
    public static final class Builder {

        private List<String> nameServers = List.of();
        private String instanceName = "";
        private Duration requestTimeout = Duration.ofSeconds(3);
        private Duration connectTimeout = Duration.ofSeconds(3);
        private Duration heartbeatInterval = Duration.ofSeconds(30);
        private Duration routeRefreshInterval = Duration.ofSeconds(30);
        private int ioThreads = Math.min(4, Runtime.getRuntime().availableProcessors());
        private Optional<Credentials> credentials = Optional.empty();
        private Optional<TlsOptions> tls = Optional.empty();
        private String namespace = "";
        private String namespaceV2 = "";
        private String allocationKey = "";
        private String zone = "";
        private int weight = 1;

        private Builder() {}

        public Builder nameServers(List<String> addresses) {
            this.nameServers = addresses;
            return this;
        }

        public Builder nameServers(String... addresses) {
            return nameServers(List.of(addresses));
        }

        public Builder instanceName(String name) {
            this.instanceName = name;
            return this;
        }

        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = timeout;
            return this;
        }

        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = timeout;
            return this;
        }

        public Builder heartbeatInterval(Duration interval) {
            this.heartbeatInterval = interval;
            return this;
        }

        public Builder routeRefreshInterval(Duration interval) {
            this.routeRefreshInterval = interval;
            return this;
        }

        public Builder ioThreads(int threads) {
            this.ioThreads = threads;
            return this;
        }

        /** Signs every request, as clusters with access control want it. */
        public Builder credentials(String accessKey, String secretKey) {
            return credentials(new Credentials(accessKey, secretKey, Optional.empty()));
        }

        /** Signs every request with temporary keys, which come with a token. */
        public Builder credentials(String accessKey, String secretKey, String securityToken) {
            return credentials(new Credentials(accessKey, secretKey, Optional.of(securityToken)));
        }

        /** Signs every request. */
        public Builder credentials(Credentials signWith) {
            this.credentials = Optional.of(signWith);
            return this;
        }

        /** Encrypts every connection; the certificates of servers are verified unless the options say otherwise. */
        public Builder tls(TlsOptions options) {
            this.tls = Optional.of(options);
            return this;
        }

        /**
         * Sees one namespace of the cluster as if it were the whole: brokers know topic {@code orders} as {@code
         * namespace%orders} and groups alike, and the application never sees that. As {@code setNamespace} of Apache's clients.
         */
        public Builder namespace(String name) {
            this.namespace = name;
            return this;
        }

        /** Tells with every request to which namespace it belongs. As {@code setNamespaceV2} of Apache's clients. */
        public Builder namespaceV2(String name) {
            this.namespaceV2 = name;
            return this;
        }

        /** Is known by this key after a restart, too, instead of by the name of the pod or host. */
        public Builder allocationKey(String key) {
            this.allocationKey = key;
            return this;
        }

        /** Says where this process runs. */
        public Builder zone(String name) {
            this.zone = name;
            return this;
        }

        /** Takes more queues than members of a smaller weight; the default is 1. */
        public Builder weight(int share) {
            this.weight = share;
            return this;
        }

        public ClientOptions build() {
            return build(NameServerDiscovery.ofThisProcess());
        }

        ClientOptions build(NameServerDiscovery discovery) {
            return new ClientOptions(
                    nameServers.isEmpty() ? discovery.find() : nameServers,
                    instanceName,
                    requestTimeout,
                    connectTimeout,
                    heartbeatInterval,
                    routeRefreshInterval,
                    ioThreads,
                    credentials,
                    tls,
                    namespace,
                    namespaceV2,
                    allocationKey,
                    zone,
                    weight);
        }
    }
}
