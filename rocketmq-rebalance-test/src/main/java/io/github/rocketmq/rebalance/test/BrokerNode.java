package io.github.rocketmq.rebalance.test;

import java.util.Properties;
import org.apache.rocketmq.auth.config.AuthConfig;
import org.apache.rocketmq.broker.BrokerController;
import org.apache.rocketmq.common.BrokerConfig;
import org.apache.rocketmq.common.MixAll;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.remoting.netty.NettyClientConfig;
import org.apache.rocketmq.remoting.netty.NettyServerConfig;
import org.apache.rocketmq.store.config.MessageStoreConfig;

/** One broker of an embedded cluster, which may be stopped and started again on the same port and files. */
final class BrokerNode {

    private static final int READ_AND_WRITE = 6;
    private static final int COMMIT_LOG_FILE = 16 * 1024 * 1024;
    private static final int CONSUME_QUEUE_FILE = 20 * 50_000;

    private final ClusterSettings settings;
    private final int index;
    private volatile BrokerController controller;

    /** Starts it. */
    BrokerNode(ClusterSettings settings, int index) {
        this.settings = settings;
        this.index = index;
        this.controller = UserHome.lend(settings.home(), this::launch);
    }

    String name() {
        return ClusterSettings.brokerName(index);
    }

    String address() {
        return "127.0.0.1:" + settings.brokerPorts().get(index);
    }

    BrokerController controller() {
        return controller;
    }

    void createTopic(String topic, int queues) {
        controller.getTopicConfigManager().updateTopicConfig(new TopicConfig(topic, queues, queues, READ_AND_WRITE));
        controller.registerBrokerAll(true, false, true);
    }

    /** Makes itself known to the name server, if it has found that already. */
    void register() {
        controller.registerBrokerAll(true, false, true);
    }

    /** Stops it as an operator would: everything is flushed. */
    void stop() {
        controller.shutdown();
    }

    void startAgain() {
        controller = UserHome.lend(settings.home(), this::launch);
    }

    /** Who may do what; everybody everything without properties such as {@code authenticationEnabled}. */
    private AuthConfig access(Properties properties) {
        AuthConfig access = new AuthConfig();
        MixAll.properties2Object(properties, access);
        // A process remembers what it knows of users by this name.
        access.setConfigName(settings.home().resolve(name()).toString());
        access.setClusterName("DefaultCluster");
        access.setAuthConfigPath(
                settings.home().resolve(name()).resolve("config").toString());
        return access;
    }

    private BrokerController launch() {
        BrokerConfig broker = new BrokerConfig();
        broker.setBrokerClusterName("DefaultCluster");
        broker.setBrokerName(name());
        broker.setBrokerId(MixAll.MASTER_ID);
        broker.setBrokerIP1("127.0.0.1");
        broker.setBrokerIP2("127.0.0.1");
        broker.setNamesrvAddr(settings.nameServerAddress());
        broker.setRocketmqHome(settings.home().toString());
        // Each revive queue has a thread that a stopping broker waits for.
        broker.setReviveQueueNum(1);
        MessageStoreConfig store = new MessageStoreConfig();
        store.setStorePathRootDir(settings.home().resolve(name()).toString());
        store.setStorePathCommitLog(
                settings.home().resolve(name()).resolve("commitlog").toString());
        store.setMappedFileSizeCommitLog(COMMIT_LOG_FILE);
        store.setMappedFileSizeConsumeQueue(CONSUME_QUEUE_FILE);
        store.setMaxIndexNum(20_000);
        store.setMaxHashSlotNum(5_000);
        store.setDiskMaxUsedSpaceRatio(98);
        store.setTimerWheelEnable(false);
        store.setHaListenPort(settings.replicationPorts().get(index));
        NettyServerConfig server = new NettyServerConfig();
        server.setListenPort(settings.brokerPorts().get(index));
        NettyClientConfig client = new NettyClientConfig();
        Properties properties = new Properties();
        properties.putAll(settings.properties());
        MixAll.properties2Object(properties, broker);
        MixAll.properties2Object(properties, store);
        MixAll.properties2Object(properties, server);
        BrokerController launched = new BrokerController(broker, server, client, store, access(properties));
        try {
            if (!launched.initialize()) {
                throw new IllegalStateException("it did not initialize");
            }
            launched.start();
        } catch (Exception e) {
            launched.shutdown();
            throw new IllegalStateException(
                    "embedded broker '" + name() + "' did not start at " + address() + " with its files in "
                            + settings.home(),
                    e);
        }
        return launched;
    }
}
