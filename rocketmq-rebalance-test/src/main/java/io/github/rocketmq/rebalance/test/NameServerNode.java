package io.github.rocketmq.rebalance.test;

import org.apache.rocketmq.common.namesrv.NamesrvConfig;
import org.apache.rocketmq.namesrv.NamesrvController;
import org.apache.rocketmq.remoting.netty.NettyServerConfig;
import org.apache.rocketmq.remoting.protocol.route.TopicRouteData;
import org.jspecify.annotations.Nullable;

/** The name server of an embedded cluster. */
final class NameServerNode {

    private final NamesrvController controller;

    /** Starts it. */
    NameServerNode(ClusterSettings settings) {
        Ports.requireFree("name server", settings.nameServerPort());
        NamesrvConfig config = new NamesrvConfig();
        config.setRocketmqHome(settings.home().toString());
        config.setKvConfigPath(settings.home().resolve("namesrv-kv.json").toString());
        config.setConfigStorePath(settings.home().resolve("namesrv.properties").toString());
        NettyServerConfig server = new NettyServerConfig();
        server.setListenPort(settings.nameServerPort());
        controller = new NamesrvController(config, server);
        try {
            if (!controller.initialize()) {
                throw new IllegalStateException("it did not initialize");
            }
            controller.start();
        } catch (Exception e) {
            controller.shutdown();
            throw new IllegalStateException("embedded name server did not start at " + settings.nameServerAddress(), e);
        }
    }

    /** How many brokers have registered the topic. */
    int brokersOf(String topic) {
        @Nullable TopicRouteData route = controller.getRouteInfoManager().pickupTopicRouteData(topic);
        return route == null ? 0 : route.getBrokerDatas().size();
    }

    /** Whether a broker has registered itself. */
    boolean knows(String brokerName) {
        return controller
                .getRouteInfoManager()
                .getAllClusterInfo()
                .getBrokerAddrTable()
                .containsKey(brokerName);
    }

    void stop() {
        controller.shutdown();
    }
}
