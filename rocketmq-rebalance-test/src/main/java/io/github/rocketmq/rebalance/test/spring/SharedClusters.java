package io.github.rocketmq.rebalance.test.spring;

import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** Clusters that several contexts use at once: started for the first of them, closed after the last. Thread-safe. */
final class SharedClusters {

    static final SharedClusters OF_THIS_JVM = new SharedClusters();

    private final Map<ClusterShape, Shared> clusters = new HashMap<>();

    private SharedClusters() {}

    synchronized ClusterLease lease(ClusterShape shape) {
        Shared shared = clusters.computeIfAbsent(shape, wanted -> new Shared(wanted.start()));
        shared.users++;
        return new Lease(shape, shared);
    }

    private synchronized void create(Shared shared, String topic, int queues) {
        Integer existing = shared.topics.putIfAbsent(topic, queues);
        if (existing == null) {
            shared.cluster.createTopic(topic, queues);
        } else if (existing != queues) {
            throw new IllegalStateException(
                    "two contexts share a cluster with @EmbeddedRocketMq(shared = true), one with "
                            + existing + " queues of topic '" + topic + "', another with " + queues
                            + "; give the topics different names, or both the same number of queues");
        }
    }

    private synchronized void end(ClusterShape shape, Shared shared) {
        shared.users--;
        if (shared.users == 0) {
            clusters.remove(shape);
            shared.cluster.close();
        }
    }

    /** A running cluster and who uses it; guarded by the outer object. */
    private static final class Shared {

        private final EmbeddedRocketMq cluster;
        private final Map<String, Integer> topics = new HashMap<>();
        private int users;

        private Shared(EmbeddedRocketMq cluster) {
            this.cluster = cluster;
        }
    }

    private final class Lease implements ClusterLease {

        private final ClusterShape shape;
        private final Shared shared;
        private final AtomicBoolean ended = new AtomicBoolean();

        private Lease(ClusterShape shape, Shared shared) {
            this.shape = shape;
            this.shared = shared;
        }

        @Override
        public EmbeddedRocketMq cluster() {
            return shared.cluster;
        }

        @Override
        public void createTopic(String topic, int queues) {
            create(shared, topic, queues);
        }

        @Override
        public void end() {
            if (ended.compareAndSet(false, true)) {
                SharedClusters.this.end(shape, shared);
            }
        }
    }
}
