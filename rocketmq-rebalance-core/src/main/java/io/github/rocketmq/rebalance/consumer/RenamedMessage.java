package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A stored message under the topic that it was sent to, where it is stored under another one. */
class RenamedMessage implements Message {

    private final Message stored;
    private final String topic;
    private final MessageQueue queue;

    /**
     * @param topic that it was sent to
     * @param queue that the message was read from
     */
    RenamedMessage(Message stored, String topic, MessageQueue queue) {
        this.stored = stored;
        this.topic = topic;
        this.queue = queue;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public MessageQueue queue() {
        return queue;
    }

    @Override
    public long queueOffset() {
        return stored.queueOffset();
    }

    @Override
    public String messageId() {
        return stored.messageId();
    }

    @Override
    public String offsetMessageId() {
        return stored.offsetMessageId();
    }

    @Override
    public byte[] body() {
        return stored.body();
    }

    @Override
    public Map<String, String> properties() {
        return stored.properties();
    }

    @Override
    public @Nullable String property(String name) {
        return stored.property(name);
    }

    @Override
    public @Nullable String tag() {
        return stored.tag();
    }

    @Override
    public Set<String> keys() {
        return stored.keys();
    }

    @Override
    public int reconsumeTimes() {
        return stored.reconsumeTimes();
    }

    @Override
    public long bornTimestamp() {
        return stored.bornTimestamp();
    }

    @Override
    public long storeTimestamp() {
        return stored.storeTimestamp();
    }

    @Override
    public InetSocketAddress bornHost() {
        return stored.bornHost();
    }

    @Override
    public InetSocketAddress storeHost() {
        return stored.storeHost();
    }

    @Override
    public long commitLogOffset() {
        return stored.commitLogOffset();
    }

    @Override
    public int flag() {
        return stored.flag();
    }

    @Override
    public int sysFlag() {
        return stored.sysFlag();
    }

    @Override
    public int storeSize() {
        return stored.storeSize();
    }

    /** For logs: where it is, never what it says. */
    @Override
    public String toString() {
        return messageId() + " at offset " + queueOffset() + " of " + queue;
    }
}
