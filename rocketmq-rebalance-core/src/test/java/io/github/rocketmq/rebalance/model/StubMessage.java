package io.github.rocketmq.rebalance.model;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message of which only its place and its size matter. */
public record StubMessage(MessageQueue queue, long queueOffset, int storeSize) implements Message {

    /** One message per offset, of 100 bytes each. */
    public static List<Message> at(MessageQueue queue, long... offsets) {
        List<Message> messages = new ArrayList<>();
        for (long offset : offsets) {
            messages.add(new StubMessage(queue, offset, 100));
        }
        return messages;
    }

    @Override
    public String topic() {
        return queue.topic();
    }

    @Override
    public String messageId() {
        return offsetMessageId();
    }

    @Override
    public String offsetMessageId() {
        return queue + "@" + queueOffset;
    }

    @Override
    public byte[] body() {
        return new byte[0];
    }

    @Override
    public Map<String, String> properties() {
        return Map.of();
    }

    @Override
    public @Nullable String property(String name) {
        return null;
    }

    @Override
    public @Nullable String tag() {
        return null;
    }

    @Override
    public Set<String> keys() {
        return Set.of();
    }

    @Override
    public int reconsumeTimes() {
        return 0;
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
        return InetSocketAddress.createUnresolved("broker", 10911);
    }

    @Override
    public long commitLogOffset() {
        return queueOffset * 1000;
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
