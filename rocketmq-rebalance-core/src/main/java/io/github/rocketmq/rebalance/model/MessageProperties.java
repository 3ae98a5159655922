package io.github.rocketmq.rebalance.model;

/** Names of the message properties that RocketMQ itself reads or writes ({@code MessageConst} of Apache's common module). */
public final class MessageProperties {

    public static final String KEYS = "KEYS";
    public static final String TAGS = "TAGS";
    public static final String WAIT_STORE_OK = "WAIT";
    public static final String DELAY_LEVEL = "DELAY";
    public static final String RETRY_TOPIC = "RETRY_TOPIC";
    public static final String REAL_TOPIC = "REAL_TOPIC";
    public static final String ORIGIN_MESSAGE_ID = "ORIGIN_MESSAGE_ID";
    public static final String POP_CHECK_POINT = "POP_CK";
    public static final String UNIQUE_KEY = "UNIQ_KEY";
    public static final String PRODUCER_GROUP = "PGROUP";

    private MessageProperties() {}
}
