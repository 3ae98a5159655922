package io.github.rocketmq.rebalance.test.spring;

import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;

/** One context's use of a cluster, from its start to {@link #end()}. */
interface ClusterLease {

    /** A cluster that nobody else uses. */
    static ClusterLease alone(ClusterShape shape) {
        EmbeddedRocketMq started = shape.start();
        return new ClusterLease() {
            @Override
            public EmbeddedRocketMq cluster() {
                return started;
            }

            @Override
            public void createTopic(String topic, int queues) {
                started.createTopic(topic, queues);
            }

            @Override
            public void end() {
                started.close();
            }
        };
    }

    EmbeddedRocketMq cluster();

    /**
     * Creates a topic, or finds it as another context created it.
     *
     * @throws IllegalStateException if another context wants the topic with another number of queues
     */
    void createTopic(String topic, int queues);

    /** Gives the cluster up; the last one closes it. */
    void end();
}
