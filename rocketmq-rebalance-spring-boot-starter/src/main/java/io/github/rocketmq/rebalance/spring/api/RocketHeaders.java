package io.github.rocketmq.rebalance.spring.api;

/**
 * Names of the headers under which a Spring message carries what RocketMQ knows of it; the values are Apache's where Apache
 * has one. Beside them each property of the message, the producer's own included, is a header under its own name.
 */
public final class RocketHeaders {

    /** The topic it was sent to; text. */
    public static final String TOPIC = "rocketmq_TOPIC";

    /** Its tag; text, missing if it has none. */
    public static final String TAGS = "rocketmq_TAGS";

    /** Its keys, separated by blanks; text. */
    public static final String KEYS = "rocketmq_KEYS";

    /** The id its producer gave it; text. */
    public static final String MESSAGE_ID = "rocketmq_MESSAGE_ID";

    /** The queue it was read from; an {@code Integer}. */
    public static final String QUEUE_ID = "rocketmq_QUEUE_ID";

    /** Its place in the queue; a {@code Long}. */
    public static final String QUEUE_OFFSET = "rocketmq_QUEUE_OFFSET";

    /** The name of the broker it was read from; text. */
    public static final String BROKER_NAME = "rocketmq_BROKER_NAME";

    /** The producer's address; text. */
    public static final String BORN_HOST = "rocketmq_BORN_HOST";

    /** When the producer made it, in milliseconds since the epoch; a {@code Long}. */
    public static final String BORN_TIMESTAMP = "rocketmq_BORN_TIMESTAMP";

    /** When the broker stored it, in milliseconds since the epoch; a {@code Long}. */
    public static final String STORE_TIMESTAMP = "rocketmq_STORE_TIMESTAMP";

    /** The producer's flag bits; an {@code Integer}. */
    public static final String FLAG = "rocketmq_FLAG";

    /** The system's flag bits; an {@code Integer}. */
    public static final String SYS_FLAG = "rocketmq_SYS_FLAG";

    /** How often the group has already given the message back; an {@code Integer}. */
    public static final String RECONSUME_TIMES = "rocketmq_RECONSUME_TIMES";

    /** The number of this delivery, from 1; an {@code Integer}. */
    public static final String DELIVERY_ATTEMPT = "rocketmq_DELIVERY_ATTEMPT";

    /** The topic that it was sent to at first, also where it was read from a retry or a dead-letter topic; text. */
    public static final String ORIGIN_TOPIC = "rocketmq_ORIGIN_TOPIC";

    /** The id under which a broker stored it at first, by which operators find it there; text. */
    public static final String ORIGIN_MESSAGE_ID = "rocketmq_ORIGIN_MESSAGE_ID";

    private RocketHeaders() {}
}
