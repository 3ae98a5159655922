package io.github.rocketmq.rebalance.model;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One message as a broker stored it and as a listener sees it.
 *
 * <p>A view: what is not asked for is not decoded. Safe for use by any thread. A message keeps the bytes of the pull
 * that brought it alive, so copy what is to be kept for long.
 */
public interface Message {

    /**
     * The topic the message was sent to. For a message that comes again through a retry topic this is the original
     * topic, not the retry topic; {@link #queue()} tells which queue it was read from.
     */
    String topic();

    /** The queue the message was read from; its topic is the retry topic for a message that comes again. */
    MessageQueue queue();

    /** The message's position in {@link #queue()}. */
    long queueOffset();

    /** The id the producer gave it, or {@link #offsetMessageId()} where it gave none. */
    String messageId();

    /** Where a broker stored it: address and commit-log offset in upper-case hex, 32 or 56 characters. */
    String offsetMessageId();

    /**
     * The payload, inflated if it was stored compressed. The array is the message's own: do not write to it.
     *
     * @throws UndecodableMessageException if the stored bytes cannot be inflated or have changed
     */
    byte[] body();

    /** All properties, the system's and the user's. */
    Map<String, String> properties();

    /** One property by name, or null where the message has none of that name. */
    @Nullable
    String property(String name);

    /** The tag, or null where the message has none. */
    @Nullable
    String tag();

    /** The keys by which operators look the message up; empty where it has none. */
    Set<String> keys();

    /** How often the group has already given the message back: 0 at the first delivery. */
    int reconsumeTimes();

    /** When the producer made it, in milliseconds since the epoch. */
    long bornTimestamp();

    /** When the broker stored it, in milliseconds since the epoch. */
    long storeTimestamp();

    /** The producer's address as the broker saw it. */
    InetSocketAddress bornHost();

    /** The address of the broker that stored it. */
    InetSocketAddress storeHost();

    /** The position in the broker's commit log; a message is given back by it. */
    long commitLogOffset();

    /** The producer's own flag bits; RocketMQ does not read them. */
    int flag();

    /** The system's flag bits: compression, transaction state, address families. */
    int sysFlag();

    /** The size in the store, in bytes; flow control counts with it. */
    int storeSize();
}
