package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.util.List;

/** The embedded brokers of this JVM. */
record EmbeddedCluster(EmbeddedRocketMq embedded) implements TestCluster {

    @Override
    public String nameServerAddress() {
        return embedded.nameServerAddress();
    }

    @Override
    public List<String> brokerNames() {
        return embedded.brokerNames();
    }

    @Override
    public String brokerAddress(String brokerName) {
        return embedded.brokerAddress(brokerName);
    }

    @Override
    public void createTopic(String topic, int queuesPerBroker) {
        embedded.createTopic(topic, queuesPerBroker);
    }

    @Override
    public long committedOffset(String group, String topic, String brokerName, int queueId) {
        return embedded.committedOffset(group, topic, brokerName, queueId);
    }

    @Override
    public long maxOffset(String topic, String brokerName, int queueId) {
        return embedded.maxOffset(topic, brokerName, queueId);
    }

    @Override
    public List<String> consumerIds(String group, String brokerName) {
        return embedded.consumerIds(group, brokerName);
    }

    @Override
    public void stopBroker(String brokerName) {
        embedded.stopBroker(brokerName);
    }

    @Override
    public void startBroker(String brokerName) {
        embedded.startBroker(brokerName);
    }
}
