package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.test.ChildRocketMq;
import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.util.Map;

/** A cluster outside of this JVM, which may be killed and started again on the same ports and files. */
interface KillableCluster extends AutoCloseable {

    /** Starts one broker of the release that the tests run against, with topics and their numbers of queues. */
    static KillableCluster start(Map<String, Integer> topics) {
        if (BrokerVersion.wanted().isPresent()) {
            VersionedCluster cluster = new VersionedCluster(1);
            topics.forEach(cluster::createTopic);
            return cluster;
        }
        return new Child(ChildRocketMq.start(EmbeddedRocketMq.builder(), topics));
    }

    /** {@code host:port} of the name server. */
    String nameServerAddress();

    /** Ends all servers as a crash would. */
    void kill();

    /** Starts all servers again. */
    void startAgain();

    @Override
    void close();

    /** The release that is embedded elsewhere, in a child JVM. */
    record Child(ChildRocketMq child) implements KillableCluster {

        @Override
        public String nameServerAddress() {
            return child.nameServerAddress();
        }

        @Override
        public void kill() {
            child.kill();
        }

        @Override
        public void startAgain() {
            child.startAgain();
        }

        @Override
        public void close() {
            child.close();
        }
    }
}
