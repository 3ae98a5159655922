package io.github.rocketmq.rebalance.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports that nobody listens on now. The same one is never given out twice in one JVM. */
final class Ports {

    private static final Set<Integer> GIVEN = new HashSet<>();

    private Ports() {}

    /** One free port. */
    static int free() {
        return free(0);
    }

    /** A free port whose second neighbour below is free too: brokers listen on both. */
    static int freeForBroker() {
        return free(2);
    }

    /**
     * Refuses a port that is in use.
     *
     * @throws IllegalStateException naming the port
     */
    static void requireFree(String what, int port) {
        if (!isFree(port)) {
            throw new IllegalStateException(
                    "port " + port + " for the " + what + " is in use; stop what listens there or choose another port");
        }
    }

    private static synchronized int free(int below) {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = any();
            if (!GIVEN.contains(port) && (below == 0 || (!GIVEN.contains(port - below) && isFree(port - below)))) {
                GIVEN.add(port);
                GIVEN.add(port - below);
                return port;
            }
        }
        throw new IllegalStateException("no free port was found in 100 attempts");
    }

    private static int any() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
