package io.github.rocketmq.rebalance.remote;

/**
 * Where a name server or broker listens.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record BrokerAddress(String host, int port) implements Comparable<BrokerAddress> {

    public BrokerAddress {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("address '" + host + ":" + port + "' is not of the form host:port");
        }
    }

    /** Reads {@code host:port} or {@code [ipv6]:port}. */
    public static BrokerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).trim();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port;
        try {
            port = Integer.parseInt(text.substring(colon + 1).trim());
        } catch (NumberFormatException e) {
            port = 0;
        }
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("address '" + text + "' is not of the form host:port");
        }
        return new BrokerAddress(host, port);
    }

    @Override
    public int compareTo(BrokerAddress other) {
        int byHost = host.compareTo(other.host);
        return byHost != 0 ? byHost : Integer.compare(port, other.port);
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
