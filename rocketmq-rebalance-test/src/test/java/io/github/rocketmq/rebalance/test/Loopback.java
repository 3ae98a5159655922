package io.github.rocketmq.rebalance.test;

import java.io.IOException;
import java.net.Socket;

/** What a client on this machine finds at an address. */
public final class Loopback {

    private Loopback() {}

    public static boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
