package io.github.rocketmq.rebalance.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;

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

    /** Reads {@code host:port} or {@code [ipv6]:port}; the last colon counts where the brackets are missing. */
    public static BrokerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon).trim();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        if (host.indexOf(':') >= 0 && !isIpv6(host)) {
            throw new IllegalArgumentException("address '" + text
                    + "' is not of the form host:port; an IPv6 address stands in brackets, as in [::1]:9876");
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

    private static boolean isIpv6(String host) {
        try {
            // With brackets, the JDK reads an address and never asks anybody for a name.
            return InetAddress.getAllByName("[" + host + "]").length > 0;
        } catch (UnknownHostException e) {
            return false;
        }
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
