package io.github.rocketmq.rebalance.broker;

import java.util.List;

/** What broker tests ask of a cluster, whichever release it is and wherever it runs. */
interface TestCluster {

    /** {@code host:port} of the name server. */
    String nameServerAddress();

    /** {@code broker-a}, {@code broker-b}, ... */
    List<String> brokerNames();

    /** {@code host:port} of a broker. */
    String brokerAddress(String brokerName);

    /** Creates a topic on every broker, or changes its number of queues; the name server knows it when this returns. */
    void createTopic(String topic, int queuesPerBroker);

    /** The offset a group committed for a queue; -1 if none, but 0 on brokers that cannot tell the difference. */
    long committedOffset(String group, String topic, String brokerName, int queueId);

    /** The offset behind the newest message of a queue; 0 if there is no such queue. */
    long maxOffset(String topic, String brokerName, int queueId);

    /** The client ids that a broker lists for a group, one a connection; empty if it does not know the group. */
    List<String> consumerIds(String group, String brokerName);

    /** Stops one broker as an operator would. */
    void stopBroker(String brokerName);

    /** Starts a stopped broker on the same port and files; the name server knows it when this returns. */
    void startBroker(String brokerName);
}
