package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link Message} on the bytes of the pull that brought it; what is asked for is decoded then. */
final class StoredMessage implements Message {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final byte[] TAGS = MessageProperties.TAGS.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RETRY_TOPIC = MessageProperties.RETRY_TOPIC.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UNIQUE_KEY = MessageProperties.UNIQUE_KEY.getBytes(StandardCharsets.US_ASCII);
    private static final int BORN_HOST_AT = 48;

    private final byte[] bytes;
    private final int start;
    private final int size;
    private final int bornHostLength;
    private final int storeHostLength;
    private final int bodyAt;
    private final int bodyLength;
    private final int propertiesAt;
    private final int propertiesLength;
    private final MessageQueue queue;
    private final String storedTopic;
    private final long queueOffset;
    // Decoding twice gives the same, so these need no more than safe publication.
    private volatile byte @Nullable [] body;
    private volatile @Nullable Map<String, String> properties;

    StoredMessage(
            byte[] bytes, StoredMessageDecoder.Layout layout, MessageQueue queue, String topic, long offsetDelta) {
        this.bytes = bytes;
        this.start = layout.start;
        this.size = layout.size;
        this.bornHostLength = layout.bornHostLength;
        this.storeHostLength = layout.storeHostLength;
        this.bodyAt = layout.bodyAt;
        this.bodyLength = layout.bodyLength;
        this.propertiesAt = layout.propertiesAt;
        this.propertiesLength = layout.propertiesLength;
        this.queue = queue;
        this.storedTopic = topic;
        this.queueOffset = Bytes.getLong(bytes, start + 20) + offsetDelta;
    }

    @Override
    public String topic() {
        if (Topic.isRetry(queue.topic())) {
            String original = value(RETRY_TOPIC);
            if (original != null) {
                return original;
            }
        }
        return storedTopic;
    }

    @Override
    public MessageQueue queue() {
        return queue;
    }

    @Override
    public long queueOffset() {
        return queueOffset;
    }

    @Override
    public String messageId() {
        String given = value(UNIQUE_KEY);
        return given == null ? offsetMessageId() : given;
    }

    @Override
    public String offsetMessageId() {
        int storeHostAt = storeHostAt();
        return HEX.formatHex(bytes, storeHostAt, storeHostAt + storeHostLength + 4)
                + HEX.toHexDigits(commitLogOffset());
    }

    @Override
    public byte[] body() {
        byte[] known = body;
        if (known == null) {
            byte[] stored = Arrays.copyOfRange(bytes, bodyAt, bodyAt + bodyLength);
            known = StoredBody.open(stored, Bytes.getInt(bytes, start + 8), sysFlag(), this);
            body = known;
        }
        return known;
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> known = properties;
        if (known == null) {
            known = Collections.unmodifiableMap(PropertyCodec.decode(bytes, propertiesAt, propertiesLength));
            properties = known;
        }
        return known;
    }

    @Override
    public @Nullable String property(String name) {
        Map<String, String> known = properties;
        return known == null ? value(name.getBytes(StandardCharsets.UTF_8)) : known.get(name);
    }

    @Override
    public @Nullable String tag() {
        return value(TAGS);
    }

    @Override
    public Set<String> keys() {
        String keys = property(MessageProperties.KEYS);
        if (keys == null || keys.isBlank()) {
            return Set.of();
        }
        return Collections.unmodifiableSet(
                new LinkedHashSet<>(Arrays.asList(keys.trim().split(" +"))));
    }

    @Override
    public int reconsumeTimes() {
        return Bytes.getInt(bytes, storeHostAt() + storeHostLength + 4);
    }

    @Override
    public long bornTimestamp() {
        return Bytes.getLong(bytes, start + 40);
    }

    @Override
    public long storeTimestamp() {
        return Bytes.getLong(bytes, storeHostAt() - 8);
    }

    @Override
    public InetSocketAddress bornHost() {
        return host(start + BORN_HOST_AT, bornHostLength);
    }

    @Override
    public InetSocketAddress storeHost() {
        return host(storeHostAt(), storeHostLength);
    }

    @Override
    public long commitLogOffset() {
        return Bytes.getLong(bytes, start + 28);
    }

    @Override
    public int flag() {
        return Bytes.getInt(bytes, start + 16);
    }

    @Override
    public int sysFlag() {
        return Bytes.getInt(bytes, start + 36);
    }

    @Override
    public int storeSize() {
        return size;
    }

    /** For logs: where it is, never what it says. */
    @Override
    public String toString() {
        return messageId() + " at offset " + queueOffset + " of " + queue;
    }

    private int storeHostAt() {
        return start + BORN_HOST_AT + bornHostLength + 4 + 8;
    }

    private @Nullable String value(byte[] name) {
        return PropertyCodec.value(bytes, propertiesAt, propertiesLength, name);
    }

    private InetSocketAddress host(int at, int length) {
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + length));
            return new InetSocketAddress(address, Bytes.getInt(bytes, at + length) & 0xFFFF);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes, not " + length, e);
        }
    }
}
