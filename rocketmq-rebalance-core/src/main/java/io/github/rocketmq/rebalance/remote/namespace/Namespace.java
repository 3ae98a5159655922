package io.github.rocketmq.rebalance.remote.namespace;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.RenamedMessage;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.model.Topic;
import java.util.Set;

/**
 * A part of a cluster whose topics and groups have names of their own, because the namespace stands before each of them: of
 * the first kind, which brokers know nothing of ({@code NamespaceUtil} of Apache's remoting module).
 *
 * @param name stands before every name, with {@code %} behind it
 */
public record Namespace(String name) {

    private static final char SEPARATOR = '%';

    /** What belongs to the cluster and to no namespace ({@code TopicValidator} of Apache's common module). */
    private static final Set<String> SYSTEM_TOPICS = Set.of(
            "TBW102",
            "SCHEDULE_TOPIC_XXXX",
            "BenchmarkTest",
            "RMQ_SYS_TRANS_HALF_TOPIC",
            "RMQ_SYS_TRACE_TOPIC",
            "RMQ_SYS_TRANS_OP_HALF_TOPIC",
            "TRANS_CHECK_MAX_TIME_TOPIC",
            "SELF_TEST_TOPIC",
            "OFFSET_MOVED_EVENT",
            "CHECKPOINT_TOPIC");

    private static final String SYSTEM_TOPIC_PREFIX = "rmq_sys_";
    private static final String SYSTEM_GROUP_PREFIX = "CID_RMQ_SYS_";

    /** The name as brokers know it; a name that has the namespace already stays as it is. */
    public String wrap(String resource) {
        String kind = kindOf(resource);
        String plain = resource.substring(kind.length());
        return isSystem(resource) || plain.startsWith(prefix()) ? resource : kind + prefix() + plain;
    }

    /** The name as the application knows it; a name of the system or of another namespace stays as it is. */
    public String unwrap(String resource) {
        String kind = kindOf(resource);
        String wrapped = resource.substring(kind.length());
        return wrapped.startsWith(prefix()) ? kind + wrapped.substring(prefix().length()) : resource;
    }

    public MessageQueue wrap(MessageQueue queue) {
        return new MessageQueue(wrap(queue.topic()), queue.brokerName(), queue.queueId());
    }

    public MessageQueue unwrap(MessageQueue queue) {
        return new MessageQueue(unwrap(queue.topic()), queue.brokerName(), queue.queueId());
    }

    /**
     * The message under the names that the application knows. Properties stay as they are stored.
     *
     * @param queue that it was read from, as the application knows it
     */
    public Message unwrap(Message message, MessageQueue queue) {
        return new RenamedMessage(message, unwrap(message.topic()), queue);
    }

    public ConsumerGroup wrap(ConsumerGroup group) {
        return new ConsumerGroup(wrap(group.name()));
    }

    public ConsumerGroup unwrap(ConsumerGroup group) {
        return new ConsumerGroup(unwrap(group.name()));
    }

    public Subscription wrap(Subscription subscription) {
        return new Subscription(wrap(subscription.topic()), subscription.filterType(), subscription.expression());
    }

    public Subscription unwrap(Subscription subscription) {
        return new Subscription(unwrap(subscription.topic()), subscription.filterType(), subscription.expression());
    }

    /**
     * Refuses a group that cannot be one of this namespace.
     *
     * @throws IllegalArgumentException if it names the namespace itself or is too long together with it
     */
    public void require(ConsumerGroup group) {
        if (group.name().startsWith(prefix())) {
            throw new IllegalArgumentException("group '" + group + "' names the namespace '" + name
                    + "', which the client adds itself; give the name without it");
        }
        wrap(group);
    }

    private String prefix() {
        return name + SEPARATOR;
    }

    private static String kindOf(String resource) {
        if (resource.startsWith(Topic.RETRY_PREFIX)) {
            return Topic.RETRY_PREFIX;
        }
        return resource.startsWith(Topic.DEAD_LETTER_PREFIX) ? Topic.DEAD_LETTER_PREFIX : "";
    }

    private static boolean isSystem(String resource) {
        return SYSTEM_TOPICS.contains(resource)
                || resource.startsWith(SYSTEM_TOPIC_PREFIX)
                || resource.startsWith(SYSTEM_GROUP_PREFIX);
    }
}
