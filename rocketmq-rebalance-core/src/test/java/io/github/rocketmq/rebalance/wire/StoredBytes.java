package io.github.rocketmq.rebalance.wire;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/** Messages as a broker stores them, for tests to read. */
public final class StoredBytes {

    static final int MAGIC_V1 = -626843481;
    static final int MAGIC_V2 = -626843477;

    int magic = MAGIC_V1;
    long queueOffset;
    int queueId = 3;
    int sysFlag;
    public String topic = "orders";
    byte[] body = {1, 2, 3};
    public Map<String, String> properties = Map.of("TAGS", "paid", "KEYS", "k1 k2", "UNIQ_KEY", "0A0B");

    public static StoredBytes at(long queueOffset) {
        StoredBytes message = new StoredBytes();
        message.queueOffset = queueOffset;
        return message;
    }

    public StoredBytes queue(int id) {
        queueId = id;
        return this;
    }

    public byte[] bytes() {
        try {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(rest);
            out.writeInt(magic);
            CRC32 crc = new CRC32();
            crc.update(body);
            out.writeInt((int) (crc.getValue() & 0x7FFFFFFF));
            out.writeInt(queueId);
            out.writeInt(7);
            out.writeLong(queueOffset);
            out.writeLong(1000 + queueOffset);
            out.writeInt(sysFlag);
            out.writeLong(1_700_000_000_000L);
            writeHost(out, (sysFlag & 0x10) != 0, 40001);
            out.writeLong(1_700_000_000_005L);
            writeHost(out, (sysFlag & 0x20) != 0, 10911);
            out.writeInt(2);
            out.writeLong(0);
            out.writeInt(body.length);
            out.write(body);
            byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
            if (magic == MAGIC_V2) {
                out.writeShort(topicBytes.length);
            } else {
                out.writeByte(topicBytes.length);
            }
            out.write(topicBytes);
            byte[] propertyBytes = PropertyCodec.encode(properties).getBytes(StandardCharsets.UTF_8);
            out.writeShort(propertyBytes.length);
            out.write(propertyBytes);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            new DataOutputStream(all).writeInt(rest.size() + 4);
            all.write(rest.toByteArray());
            return all.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static void writeHost(DataOutputStream out, boolean ipv6, int port) throws IOException {
        out.write(ipv6 ? new byte[] {0x20, 1, 13, -72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1} : new byte[] {10, 0, 0, 7});
        out.writeInt(port);
    }
}
