package io.github.rocketmq.rebalance.broker;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Ports that nobody listens on now. The same one is never given out twice in one JVM. */
final class FreePorts {

    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    static synchronized int one() throws IOException {
        return next(0, 0);
    }

    /** A port whose neighbours are free, too: brokers listen two below it for clients and one above it for slaves. */
    static synchronized int forBroker() throws IOException {
        return next(2, 1);
    }

    private static int next(int below, int above) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port;
            try (ServerSocket any = new ServerSocket(0)) {
                port = any.getLocalPort();
            }
            boolean free = true;
            for (int candidate = port - below; candidate <= port + above; candidate++) {
                free &= !GIVEN.contains(candidate) && isFree(candidate);
            }
            if (free) {
                for (int taken = port - below; taken <= port + above; taken++) {
                    GIVEN.add(taken);
                }
                return port;
            }
        }
        throw new IOException("no free port was found in 100 attempts");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
