package io.github.rocketmq.rebalance.spring.autoconfigure;

import java.util.Arrays;
import java.util.List;

/** The cluster that {@code rocketmq.name-server} names. */
final class PropertiesRocketMqConnectionDetails implements RocketMqConnectionDetails {

    private final RocketMqProperties properties;

    PropertiesRocketMqConnectionDetails(RocketMqProperties properties) {
        this.properties = properties;
    }

    // Spring splits at commas only; RocketMQ's own tools write a:9876;b:9876.
    @Override
    public List<String> nameServers() {
        return properties.getNameServer().stream()
                .flatMap(written -> Arrays.stream(written.split("[;,]")))
                .map(String::trim)
                .filter(address -> !address.isEmpty())
                .toList();
    }
}
