package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.allocation.MemberTag;
import io.github.rocketmq.rebalance.model.ClientId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Names clients: the address for people, the rest so that no two running clients share a name. */
final class ClientIds {

    private ClientIds() {}

    /**
     * A new name.
     *
     * @param instanceName stands behind the address; empty for the process id and a time stamp, unique per client
     * @param tag what the other members are to know of this one
     */
    static ClientId next(String instanceName, MemberTag tag) {
        String instance =
                instanceName.isBlank() ? ProcessHandle.current().pid() + "#" + System.nanoTime() : instanceName.trim();
        return new ClientId(localAddress() + "@" + instance + tag.suffix());
    }

    /** The first address that other machines may reach, or the loopback's. */
    static String localAddress() {
        try {
            return text(Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .filter(ClientIds::carriesTraffic)
                    .sorted(Comparator.comparingInt(NetworkInterface::getIndex))
                    .flatMap(network -> Collections.list(network.getInetAddresses()).stream())
                    .toList());
        } catch (SocketException e) {
            return "127.0.0.1";
        }
    }

    /** The first short address; where there is none, the first long one that others can reach. */
    static String text(List<InetAddress> addresses) {
        return addresses.stream()
                .filter(address -> address instanceof Inet4Address || !address.isLinkLocalAddress())
                .min(Comparator.comparing(address -> address instanceof Inet4Address ? 0 : 1))
                .map(address -> address.getHostAddress().replaceAll("%.*", ""))
                .orElse("127.0.0.1");
    }

    private static boolean carriesTraffic(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback() && !network.isVirtual();
        } catch (SocketException e) {
            return false;
        }
    }
}
