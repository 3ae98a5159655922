package io.github.rocketmq.rebalance.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.rocketmq.broker.client.ConsumerGroupInfo;
import org.apache.rocketmq.common.MQVersion;
import org.apache.rocketmq.remoting.protocol.RemotingCommand;
import org.apache.rocketmq.store.exception.ConsumeQueueException;
import org.jspecify.annotations.Nullable;

/**
 * A real Apache RocketMQ cluster in this JVM: one name server and one or more brokers on loopback, with small files in a
 * temporary folder and no logs.
 *
 * <p>Methods may be called by any thread. Closing takes about ten seconds, because brokers wait for threads of theirs one by one.
 */
public final class EmbeddedRocketMq implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ClusterSettings settings;
    private final boolean deleteHome;
    private final NameServerNode nameServer;
    private final List<BrokerNode> brokers = new ArrayList<>();
    private boolean closed;

    EmbeddedRocketMq(ClusterSettings settings, boolean deleteHome) {
        this.settings = settings;
        this.deleteHome = deleteHome;
        // Brokers read both before anything else of theirs runs; without the version they register no topics.
        System.setProperty(RemotingCommand.REMOTING_VERSION_KEY, Integer.toString(MQVersion.CURRENT_VERSION));
        System.setProperty("rocketmq.home.dir", settings.home().toString());
        if (System.getProperty("rmq.logback.configurationFile") == null) {
            System.setProperty("rmq.logback.configurationFile", "rocketmq-embedded.logback.xml");
        }
        this.nameServer = new NameServerNode(settings);
        try {
            IntStream.range(0, settings.brokerPorts().size()).forEach(i -> brokers.add(new BrokerNode(settings, i)));
            brokers.forEach(this::awaitRegistration);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A cluster with one broker on free ports. */
    public static EmbeddedRocketMq start() {
        return builder().start();
    }

    /** Starts from one broker on free ports. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code host:port} of the name server. */
    public String nameServerAddress() {
        return settings.nameServerAddress();
    }

    /** {@code broker-a}, {@code broker-b}, ... */
    public List<String> brokerNames() {
        return brokers.stream().map(BrokerNode::name).toList();
    }

    /** {@code host:port} of a broker. */
    public String brokerAddress(String brokerName) {
        return broker(brokerName).address();
    }

    /** Creates a topic on every broker, or changes its number of queues; the name server knows it when this returns. */
    public void createTopic(String topic, int queuesPerBroker) {
        brokers.forEach(broker -> broker.createTopic(topic, queuesPerBroker));
        Waiting.until(
                "registration of topic '" + topic + "'", PATIENCE, () -> nameServer.brokersOf(topic) == brokers.size());
    }

    /** Stops one broker as an operator would; its port is free and its files are complete when this returns. */
    public void stopBroker(String brokerName) {
        broker(brokerName).stop();
    }

    /** Starts a stopped broker on the same port and files. */
    public void startBroker(String brokerName) {
        BrokerNode broker = broker(brokerName);
        broker.startAgain();
        awaitRegistration(broker);
    }

    /** The offset a group committed for a queue; -1 if none. */
    public long committedOffset(String group, String topic, String brokerName, int queueId) {
        return broker(brokerName).controller().getConsumerOffsetManager().queryOffset(group, topic, queueId);
    }

    /** The offset behind the newest message of a queue. */
    public long maxOffset(String topic, String brokerName, int queueId) {
        try {
            return broker(brokerName).controller().getMessageStore().getMaxOffsetInQueue(topic, queueId);
        } catch (ConsumeQueueException e) {
            throw new IllegalStateException(
                    "broker '" + brokerName + "' cannot tell the end of queue " + queueId + " of '" + topic + "'", e);
        }
    }

    /** The client ids that a broker lists for a group, one a connection; empty if it does not know the group. */
    public List<String> consumerIds(String group, String brokerName) {
        @Nullable
        ConsumerGroupInfo info =
                broker(brokerName).controller().getConsumerManager().getConsumerGroupInfo(group);
        return info == null ? List.of() : info.getAllClientId();
    }

    /** Stops everything and deletes the temporary folder. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Thread> stopping = new ArrayList<>();
        brokers.forEach(broker -> stopping.add(inBackground("stop " + broker.name(), broker::stop)));
        stopping.add(inBackground("stop name server", nameServer::stop));
        stopping.forEach(EmbeddedRocketMq::join);
        if (deleteHome) {
            Folders.delete(settings.home());
        }
    }

    /** A broker that starts finds the name server a little later, and by itself tries again only after ten seconds. */
    private void awaitRegistration(BrokerNode broker) {
        Waiting.until("registration of " + broker.name() + " at the name server", PATIENCE, () -> {
            broker.register();
            return nameServer.knows(broker.name());
        });
    }

    private BrokerNode broker(String name) {
        return brokers.stream()
                .filter(broker -> broker.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "this cluster has no broker '" + name + "', only " + brokerNames()));
    }

    private static Thread inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects what the cluster is made of. Not safe for use by several threads. */
    public static final class Builder {

        private int brokerCount = 1;
        private int fixedNameServerPort;
        private @Nullable Path home;
        private final Map<String, String> properties = new TreeMap<>();

        private Builder() {}

        public Builder brokers(int count) {
            if (count < 1 || count > 26) {
                throw new IllegalArgumentException(count + " brokers; choose 1 to 26");
            }
            this.brokerCount = count;
            return this;
        }

        /** Where the name server listens; a free port if this is not called. */
        public Builder nameServerPort(int port) {
            this.fixedNameServerPort = port;
            return this;
        }

        /** Keeps the files in this folder and does not delete it. */
        public Builder home(Path folder) {
            this.home = folder;
            return this;
        }

        /** A property of every broker, as it would stand in broker.conf. */
        public Builder brokerProperty(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /**
         * Starts the cluster; takes a few seconds.
         *
         * @throws IllegalStateException if a port is in use or a server does not start
         */
        public EmbeddedRocketMq start() {
            Path kept = home;
            return new EmbeddedRocketMq(settings(kept == null ? Folders.temporary() : kept), kept == null);
        }

        ClusterSettings settings(Path folder) {
            int nameServerPort = fixedNameServerPort == 0 ? Ports.free() : fixedNameServerPort;
            return ClusterSettings.onFreePorts(folder, nameServerPort, brokerCount, properties);
        }
    }
}
