package io.github.rocketmq.rebalance.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * One queue of a topic on one broker: the unit that a member of a consumer group owns.
 *
 * <p>Ordered by topic, broker name and queue id, as Apache's clients order queues before they allocate them.
 *
 * @param topic the topic's name as brokers know it
 * @param brokerName the broker set that stores the queue, not an address
 * @param queueId 0 or higher, or {@link #ANY_QUEUE} where messages are popped
 */
public record MessageQueue(String topic, String brokerName, int queueId) implements Comparable<MessageQueue> {

    /** As a queue id: all queues of the topic on that broker, whichever has a message to pop. */
    public static final int ANY_QUEUE = -1;

    private static final Comparator<MessageQueue> ORDER = Comparator.comparing(MessageQueue::topic)
            .thenComparing(MessageQueue::brokerName)
            .thenComparingInt(MessageQueue::queueId);

    public MessageQueue {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(brokerName, "brokerName");
    }

    @Override
    public int compareTo(MessageQueue other) {
        return ORDER.compare(this, other);
    }

    /** The text that Apache's consistent-hash strategy puts on its ring; members of a mixed group must agree on it. */
    public String ringKey() {
        return "MessageQueue [topic=" + topic + ", brokerName=" + brokerName + ", queueId=" + queueId + "]";
    }

    /** Short form for logs and errors: {@code topic/broker/queueId}. */
    @Override
    public String toString() {
        return topic + "/" + brokerName + "/" + queueId;
    }
}
