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
 * Starts a cluster for a context and makes it known there. Equal annotations share a cached context and so a cluster.
 *
 * <p>The cluster is the first singleton to be registered, and Spring destroys singletons in reverse order: consumers still
 * reach their brokers while the context closes.
 */
record EmbeddedRocketMqContextCustomizer(
        int brokers, List<String> topics, int queues, String nameServerProperty, List<String> brokerProperties)
        implements ContextCustomizer {

    private static final String BEAN_NAME = "embeddedRocketMq";

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration config) {
        EmbeddedRocketMq.Builder builder = EmbeddedRocketMq.builder().brokers(brokers);
        for (String property : brokerProperties) {
            String[] pair = property.split("=", 2);
            if (pair.length != 2) {
                throw new IllegalArgumentException(
                        "brokerProperties of @EmbeddedRocketMq has '" + property + "'; expected name=value");
            }
            builder.brokerProperty(pair[0].trim(), pair[1].trim());
        }
        EmbeddedRocketMq cluster = builder.start();
        topics.forEach(topic -> cluster.createTopic(topic, queues));
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(BEAN_NAME, Map.of(nameServerProperty, cluster.nameServerAddress())));
        DefaultListableBeanFactory beans = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.registerSingleton(BEAN_NAME, cluster);
        beans.registerDisposableBean(BEAN_NAME, cluster::close);
    }
}
