package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.ClientOptions;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.util.List;
import org.springframework.boot.context.properties.PropertyMapper;

/** Makes the core's client options of connection details and {@code rocketmq.client.*}. */
final class ClientOptionsFactory {

    private static final String NAME_SERVER_REMEDY =
            "Set rocketmq.name-server to host:port, for example rocketmq.name-server=127.0.0.1:9876, and separate"
                    + " several with ';'. A bean of type RocketMqConnectionDetails may name them instead."
                    + " rocketmq.enabled=false turns RocketMQ off.";

    private ClientOptionsFactory() {}

    static ClientOptions create(RocketMqConnectionDetails connection, RocketMqProperties.Client client) {
        List<String> nameServers = connection.nameServers();
        if (nameServers.isEmpty()) {
            throw new RocketMqConfigurationException(
                    "No RocketMQ name server is configured.", NAME_SERVER_REMEDY, null);
        }
        nameServers.forEach(ClientOptionsFactory::requireHostAndPort);
        ClientOptions.Builder builder = ClientOptions.builder().nameServers(nameServers);
        PropertyMapper map = PropertyMapper.get();
        map.from(client::getInstanceName).to(builder::instanceName);
        map.from(client::getConnectTimeout).to(builder::connectTimeout);
        map.from(client::getRequestTimeout).to(builder::requestTimeout);
        map.from(client::getHeartbeatInterval).to(builder::heartbeatInterval);
        map.from(client::getRouteRefreshInterval).to(builder::routeRefreshInterval);
        map.from(client::getIoThreads).to(builder::ioThreads);
        map.from(client::getAllocationKey).to(builder::allocationKey);
        map.from(client::getZone).to(builder::zone);
        map.from(client::getWeight).to(builder::weight);
        try {
            return builder.build();
        } catch (IllegalArgumentException refused) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ client cannot be set up: " + refused.getMessage() + ".",
                    "Correct the key of that name under rocketmq.client.",
                    refused);
        }
    }

    private static void requireHostAndPort(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        boolean oneHost = host.startsWith("[") ? host.endsWith("]") : host.indexOf(':') < 0;
        if (colon < 1 || !oneHost || host.indexOf('/') >= 0 || !isPort(address.substring(colon + 1))) {
            throw new RocketMqConfigurationException(
                    "The RocketMQ name server '" + address + "' is not of the form host:port.",
                    NAME_SERVER_REMEDY,
                    null);
        }
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= 65535;
    }
}
