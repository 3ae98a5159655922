package io.github.rocketmq.rebalance.model;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A message that is another one in all but what a subclass says. */
public abstract class MessageView implements Message {

    private final Message stored;

    /**
     * @param stored as the broker stored it
     */
    protected MessageView(Message stored) {
        this.stored = stored;
    }

    @Override
    public int reconsumeTimes() {
        return stored.reconsumeTimes();
    }

    @Override
    public String topic() {
        return stored.topic();
    }

    @Override
    public MessageQueue queue() {
        return stored.queue();
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
        return stored.toString();
    }
}
