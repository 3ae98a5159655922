package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** One of several messages that a broker stored as one: body, properties and flag are its own, the rest is the outer one's. */
final class InnerMessage extends LazyMessage {

    private final StoredMessage outer;
    private final byte[] batch;
    private final int start;
    private final int propertiesAt;
    private final long queueOffset;

    InnerMessage(StoredMessage outer, byte[] batch, int start, int propertiesAt, long queueOffset) {
        this.outer = outer;
        this.batch = batch;
        this.start = start;
        this.propertiesAt = propertiesAt;
        this.queueOffset = queueOffset;
    }

    @Override
    PulledBytes pulled() {
        return outer.pulled();
    }

    @Override
    byte[] propertyBytes() {
        return batch;
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
        return Arrays.copyOfRange(batch, start + InnerBatch.BODY, propertiesAt - InnerBatch.PROPERTIES_LENGTH_BYTES);
    }

    @Override
    public MessageQueue queue() {
        return outer.queue();
    }

    @Override
    public long queueOffset() {
        return queueOffset;
    }

    @Override
    public String offsetMessageId() {
        return outer.offsetMessageId();
    }

    @Override
    public int reconsumeTimes() {
        return outer.reconsumeTimes();
    }

    @Override
    public long bornTimestamp() {
        return outer.bornTimestamp();
    }

    @Override
    public long storeTimestamp() {
        return outer.storeTimestamp();
    }

    @Override
    public InetSocketAddress bornHost() {
        return outer.bornHost();
    }

    @Override
    public InetSocketAddress storeHost() {
        return outer.storeHost();
    }

    @Override
    public long commitLogOffset() {
        return outer.commitLogOffset();
    }

    @Override
    public int flag() {
        return Bytes.getInt(batch, start + InnerBatch.FLAG);
    }

    @Override
    public int sysFlag() {
        return outer.sysFlag();
    }

    @Override
    public int storeSize() {
        return Bytes.getInt(batch, start);
    }
}
