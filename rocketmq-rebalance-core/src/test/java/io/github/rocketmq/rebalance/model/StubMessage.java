package io.github.rocketmq.rebalance.model;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message without a broker. */
public record StubMessage(
        String messageId,
        String topic,
        MessageQueue queue,
        long queueOffset,
        long commitLogOffset,
        int reconsumeTimes,
        Map<String, String> properties,
        int storeSize)
        implements Message {

    /** One of which only its place and its size matter. */
    public StubMessage(MessageQueue queue, long queueOffset, int storeSize) {
        this(queue + "@" + queueOffset, queue.topic(), queue, queueOffset, queueOffset, 0, Map.of(), storeSize);
    }

    /** One message per offset, of 100 bytes each. */
    public static List<Message> at(MessageQueue queue, long... offsets) {
        List<Message> messages = new ArrayList<>();
        for (long offset : offsets) {
            messages.add(new StubMessage(queue, offset, 100));
        }
        return messages;
    }

    @Override
    public String offsetMessageId() {
        return "0000" + commitLogOffset;
    }

    @Override
    public byte[] body() {
        return messageId.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String property(String name) {
        return properties.get(name);
    }

    @Override
    public @Nullable String tag() {
        return properties.get(MessageProperties.TAGS);
    }

    @Override
    public Set<String> keys() {
        return Set.of();
    }

    @Override
    public long bornTimestamp() {
        return 0;
    }

    @Override
    public long storeTimestamp() {
        return 0;
    }

    @Override
    public InetSocketAddress bornHost() {
        return InetSocketAddress.createUnresolved("producer", 1);
    }

    @Override
    public InetSocketAddress storeHost() {
        return InetSocketAddress.createUnresolved("broker", 1);
    }

    @Override
    public int flag() {
        return 0;
    }

    @Override
    public int sysFlag() {
        return 0;
    }
}
