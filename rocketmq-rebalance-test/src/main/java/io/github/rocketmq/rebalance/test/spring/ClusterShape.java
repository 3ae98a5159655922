package io.github.rocketmq.rebalance.test.spring;

import io.github.rocketmq.rebalance.test.EmbeddedRocketMq;
import java.util.List;

/**
 * What clusters must have in common to be the same.
 *
 * @param brokers how many
 * @param brokerProperties of every broker, {@code name=value} each
 */
record ClusterShape(int brokers, List<String> brokerProperties) {

    EmbeddedRocketMq start() {
        EmbeddedRocketMq.Builder builder = EmbeddedRocketMq.builder().brokers(brokers);
        for (String property : brokerProperties) {
            String[] pair = property.split("=", 2);
            if (pair.length != 2) {
                throw new IllegalArgumentException(
                        "brokerProperties of @EmbeddedRocketMq has '" + property + "'; expected name=value");
            }
            builder.brokerProperty(pair[0].trim(), pair[1].trim());
        }
        return builder.start();
    }
}
