package io.github.rocketmq.rebalance.allocation;

import java.util.Map;

/** Tells in which zone a broker stores its queues. Must give every member of a group the same answers. */
@FunctionalInterface
public interface BrokerZones {

    /** The broker's zone; empty for nowhere in particular, so that its queues go to members of any zone alike. */
    String of(String brokerName);

    /** The part before the {@code @} of brokers named {@code zone@broker}, as Apache's machine-room strategies name them. */
    static BrokerZones byPrefix() {
        return name -> {
            int at = name.indexOf('@');
            return at > 0 && at == name.lastIndexOf('@') ? name.substring(0, at) : "";
        };
    }

    /** Zones written down for each broker's name; brokers that are missing have none. */
    static BrokerZones of(Map<String, String> zones) {
        Map<String, String> written = Map.copyOf(zones);
        return name -> written.getOrDefault(name, "");
    }
}
