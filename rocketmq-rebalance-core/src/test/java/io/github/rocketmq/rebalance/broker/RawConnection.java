package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.wire.RemotingFrame;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A plain socket to a server: frames go out by hand and come in as bytes, with nothing of ours or of Apache's between. */
final class RawConnection implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Of every request, because it is what the first request of a connection of ours has. */
    private static final int OPAQUE = 1;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    RawConnection(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** Sends a request as the release that this client speaks as, and reads what comes. */
    byte[] ask(int code, Map<String, String> fields, byte[] body) throws IOException {
        return ask(RemotingFrame.CLIENT_VERSION, code, fields, body);
    }

    byte[] ask(int version, int code, Map<String, String> fields, byte[] body) throws IOException {
        String pairs = fields.entrySet().stream()
                .map(field -> '"' + field.getKey() + "\":\"" + field.getValue() + '"')
                .collect(Collectors.joining(","));
        byte[] header = ("{\"code\":" + code + ",\"extFields\":{" + pairs
                        + "},\"flag\":0,\"language\":\"JAVA\",\"opaque\":" + OPAQUE
                        + ",\"serializeTypeCurrentRPC\":\"JSON\",\"version\":" + version + "}")
                .getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.allocate(8 + header.length + body.length)
                .putInt(4 + header.length + body.length)
                .putInt(header.length)
                .put(header)
                .put(body)
                .array());
        return read(true);
    }

    /** The next request of the server. */
    byte[] asked() throws IOException {
        return read(false);
    }

    /** The next frame of a kind, with its length in front. Brokers notify a member of its own joining, too, at any time. */
    private byte[] read(boolean response) throws IOException {
        byte[] frame = read();
        while (new String(frame, StandardCharsets.UTF_8).contains("\"flag\":1,") != response) {
            frame = read();
        }
        return frame;
    }

    private byte[] read() throws IOException {
        int length = in.readInt();
        byte[] frame = new byte[4 + length];
        ByteBuffer.wrap(frame).putInt(length);
        in.readFully(frame, 4, length);
        return frame;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
