package io.github.rocketmq.rebalance.broker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Stands before one server, passes frames on both ways, and resets all connections when it is told to. */
final class CuttableServer implements AutoCloseable {

    private final String server;
    private final UnaryOperator<byte[]> answers;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * @param server {@code host:port}
     * @param answers what becomes of the frames that the server sends, without their length
     */
    CuttableServer(String server, UnaryOperator<byte[]> answers) {
        this.server = server;
        this.answers = answers;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        inBackground("connections to " + server, this::accept);
    }

    /** {@code host:port} for clients. */
    String address() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** Resets all connections, whatever is on its way; new ones are accepted. Returns how many sockets there were. */
    int cut() {
        Set<Socket> cut = Set.copyOf(open);
        cut.forEach(CuttableServer::reset);
        return cut.size();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    private void accept() {
        try {
            while (true) {
                connect(listening.accept());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket client) {
        try {
            String[] hostAndPort = server.split(":", 2);
            Socket behind = new Socket(hostAndPort[0], Integer.parseInt(hostAndPort[1]));
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            open.add(client);
            open.add(behind);
            inBackground("to " + server, () -> pass(client, behind, UnaryOperator.identity()));
            inBackground("from " + server, () -> pass(behind, client, answers));
        } catch (IOException e) {
            // The server is down, so the client should not be better off.
            reset(client);
        }
    }

    private void pass(Socket from, Socket to, UnaryOperator<byte[]> change) {
        try {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            while (true) {
                byte[] read = new byte[in.readInt()];
                in.readFully(read);
                byte[] frame = change.apply(read);
                out.write(ByteBuffer.allocate(Integer.BYTES + frame.length)
                        .putInt(frame.length)
                        .put(frame)
                        .array());
            }
        } catch (IOException e) {
            open.remove(from);
            open.remove(to);
            reset(from);
            reset(to);
        }
    }

    /** Not closed in peace: whatever was not read yet is lost, and the other side is told so. */
    private static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private static void inBackground(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
