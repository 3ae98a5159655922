package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message of the simulated store. */
record SimulatedMessage(
        String messageId,
        String topic,
        MessageQueue queue,
        long queueOffset,
        long commitLogOffset,
        int reconsumeTimes,
        Map<String, String> properties)
        implements Message {

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

    @Override
    public int storeSize() {
        return 200;
    }
}
