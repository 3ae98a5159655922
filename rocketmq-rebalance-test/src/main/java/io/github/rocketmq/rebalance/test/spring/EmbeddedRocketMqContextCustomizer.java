package io.github.rocketmq.rebalance.test.spring;

import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Starts or joins a cluster for a context and makes it known there. Equal annotations share a cached context and so a
 * cluster.
 *
 * <p>The cluster is the first singleton to be registered, and Spring destroys singletons in reverse order: consumers still
 * reach their brokers while the context closes.
 */
record EmbeddedRocketMqContextCustomizer(
        boolean shared, ClusterShape shape, List<String> topics, int queues, String nameServerProperty)
        implements ContextCustomizer {

    private static final String BEAN_NAME = "embeddedRocketMq";

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration config) {
        ClusterLease lease = shared ? SharedClusters.OF_THIS_JVM.lease(shape) : ClusterLease.alone(shape);
        try {
            topics.forEach(topic -> lease.createTopic(topic, queues));
        } catch (RuntimeException failure) {
            lease.end();
            throw failure;
        }
        EmbeddedRocketMq cluster = lease.cluster();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(BEAN_NAME, Map.of(nameServerProperty, cluster.nameServerAddress())));
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.registerSingleton(BEAN_NAME, cluster);
        beans.registerDisposableBean(BEAN_NAME, lease::end);
    }
}
