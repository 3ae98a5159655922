package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.util.concurrent.atomic.AtomicInteger;

/** Two real brokers that all broker tests of a JVM share: each test has topics and groups of its own. */
final class SharedCluster {

    private static final TestCluster CLUSTER = start();
    private static final AtomicInteger NAMES = new AtomicInteger();

    private SharedCluster() {}

    static TestCluster get() {
        return CLUSTER;
    }

    private static TestCluster start() {
        return BrokerVersion.wanted().isPresent()
                ? new VersionedCluster(2)
                : new EmbeddedCluster(EmbeddedRocketMq.builder()
                        .brokers(2)
                        .brokerProperty("enablePropertyFilter", "true")
                        // Messages that waited for longer are refused, and a broker that has just started is slow.
                        .brokerProperty("waitTimeMillsInSendQueue", "3000")
                        // Popping needs it: the broker keeps by it what was popped and not acknowledged.
                        .brokerProperty("timerWheelEnable", "true")
                        .start());
    }

    /** A name that no other test uses. */
    static String unique(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    /** A new topic with this many queues on each of the two brokers. */
    static String topic(int queuesPerBroker) {
        String topic = unique("topic");
        CLUSTER.createTopic(topic, queuesPerBroker);
        return topic;
    }
}
