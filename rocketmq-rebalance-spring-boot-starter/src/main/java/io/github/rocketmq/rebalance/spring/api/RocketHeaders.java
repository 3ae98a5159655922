package io.github.rocketmq.rebalance.spring.api;

/** Names of the headers under which a Spring message carries what RocketMQ knows of it; the values are Apache's. */
public final class RocketHeaders {

    public static final String TOPIC = "rocketmq_TOPIC";
    public static final String TAGS = "rocketmq_TAGS";
    public static final String KEYS = "rocketmq_KEYS";
    public static final String MESSAGE_ID = "rocketmq_MESSAGE_ID";
    public static final String QUEUE_ID = "rocketmq_QUEUE_ID";
    public static final String BORN_HOST = "rocketmq_BORN_HOST";
    public static final String BORN_TIMESTAMP = "rocketmq_BORN_TIMESTAMP";
    public static final String FLAG = "rocketmq_FLAG";
    public static final String SYS_FLAG = "rocketmq_SYS_FLAG";

    /** How often the group has already given the message back. */
    public static final String RECONSUME_TIMES = "rocketmq_RECONSUME_TIMES";

    private RocketHeaders() {}
}
