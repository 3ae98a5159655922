package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/** Keys of Apache's starter that are called otherwise here: those that switch listeners off count, the rest is logged. */
final class ApacheKeys {

    private static final Logger log = LoggerFactory.getLogger(ApacheKeys.class);

    private static final Map<String, String> REPLACED = new TreeMap<>(Map.of(
            "rocketmq.consumer.pull-batch-size", "rocketmq.consumer.pull.batch-size",
            "rocketmq.consumer.tls-enable", "rocketmq.client.ssl.enabled",
            "rocketmq.consumer.namespace", "rocketmq.client.namespace",
            "rocketmq.consumer.namespace-v2", "rocketmq.client.namespace-v2",
            "rocketmq.consumer.instance-name", "rocketmq.client.instance-name"));

    private final RocketMqProperties.Consumer consumer;

    ApacheKeys(RocketMqProperties.Consumer consumer) {
        this.consumer = consumer;
    }

    /** Says which keys are set without effect here. */
    static void warnOfReplaced(Environment environment) {
        REPLACED.forEach((key, replacement) -> {
            if (environment.containsProperty(key)) {
                log.warn("{} has no effect here; set {} instead", key, replacement);
            }
        });
    }

    /** Whether {@code rocketmq.consumer.listeners.<group>.<topic>} is false for every topic of a listener. */
    boolean switchOff(String id, String group, List<String> topics) {
        boolean off = !topics.isEmpty()
                && topics.stream().allMatch(topic -> consumer.getListeners().entrySet().stream()
                        .filter(entry -> PropertiesListenerContainerFactory.means(entry.getKey(), group))
                        .flatMap(entry -> entry.getValue().entrySet().stream())
                        .anyMatch(entry ->
                                PropertiesListenerContainerFactory.means(entry.getKey(), topic) && !entry.getValue()));
        if (off) {
            log.warn(
                    "Listener '{}' is off by rocketmq.consumer.listeners.{}.{}; set rocketmq.listeners.{}.enabled=false"
                            + " instead",
                    id,
                    group,
                    topics.get(0),
                    id);
        }
        return off;
    }
}
