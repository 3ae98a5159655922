package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** A message as it lies in a pull's body, at the places that {@link StoredLayout} has checked. */
final class StoredMessage extends LazyMessage {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final PulledBytes pulled;
    private final int start;
    private final int propertiesAt;

    StoredMessage(PulledBytes pulled, StoredLayout layout) {
        this.pulled = pulled;
        this.start = layout.start();
        this.propertiesAt = layout.propertiesAt();
    }

    @Override
    PulledBytes pulled() {
        return pulled;
    }

    @Override
    byte[] propertyBytes() {
        return pulled.bytes;
    }

    @Override
    int propertiesAt() {
        return propertiesAt;
    }

    @Override
    int propertiesEnd() {
        return start + storeSize();
    }

    @Override
    byte[] readBody() {
        int bodyAt = StoredLayout.bodyAt(pulled.bytes, start);
        int length = Bytes.getInt(pulled.bytes, bodyAt - 4);
        int checksum = Bytes.getInt(pulled.bytes, start + StoredLayout.CHECKSUM);
        return StoredBody.open(pulled.bytes, bodyAt, length, checksum, this);
    }

    @Override
    public MessageQueue queue() {
        return pulled.queue;
    }

    @Override
    public long queueOffset() {
        return Bytes.getLong(pulled.bytes, start + StoredLayout.QUEUE_OFFSET) + pulled.offsetDelta;
    }

    @Override
    public String offsetMessageId() {
        int storeHostAt = StoredLayout.storeHostAt(pulled.bytes, start);
        int end = StoredLayout.reconsumeTimesAt(pulled.bytes, start);
        return HEX.formatHex(pulled.bytes, storeHostAt, end) + HEX.toHexDigits(commitLogOffset());
    }

    @Override
    public int reconsumeTimes() {
        return Bytes.getInt(pulled.bytes, StoredLayout.reconsumeTimesAt(pulled.bytes, start));
    }

    @Override
    public long bornTimestamp() {
        return Bytes.getLong(pulled.bytes, start + StoredLayout.BORN_TIMESTAMP);
    }

    @Override
    public long storeTimestamp() {
        return Bytes.getLong(pulled.bytes, StoredLayout.storeHostAt(pulled.bytes, start) - 8);
    }

    @Override
    public InetSocketAddress bornHost() {
        int portAt = StoredLayout.storeHostAt(pulled.bytes, start) - 8 - 4;
        return host(start + StoredLayout.BORN_HOST, portAt);
    }

    @Override
    public InetSocketAddress storeHost() {
        int portAt = StoredLayout.reconsumeTimesAt(pulled.bytes, start) - 4;
        return host(StoredLayout.storeHostAt(pulled.bytes, start), portAt);
    }

    @Override
    public long commitLogOffset() {
        return Bytes.getLong(pulled.bytes, start + StoredLayout.COMMIT_LOG_OFFSET);
    }

    @Override
    public int flag() {
        return Bytes.getInt(pulled.bytes, start + StoredLayout.FLAG);
    }

    @Override
    public int sysFlag() {
        return Bytes.getInt(pulled.bytes, start + StoredLayout.SYS_FLAG);
    }

    @Override
    public int storeSize() {
        return Bytes.getInt(pulled.bytes, start);
    }

    private InetSocketAddress host(int at, int portAt) {
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(pulled.bytes, at, portAt));
            return new InetSocketAddress(address, Bytes.getInt(pulled.bytes, portAt) & 0xFFFF);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + (portAt - at), e);
        }
    }
}
