package io.github.rocketmq.rebalance.wire;

/** What a frame asks for, as RocketMQ numbers it ({@code RequestCode} of Apache's remoting module). */
public final class RequestCode {

    public static final int PULL_MESSAGE = 11;
    public static final int QUERY_CONSUMER_OFFSET = 14;
    public static final int UPDATE_CONSUMER_OFFSET = 15;
    public static final int SEARCH_OFFSET_BY_TIMESTAMP = 29;
    public static final int GET_BROKER_RUNTIME_INFO = 28;
    public static final int GET_MAX_OFFSET = 30;
    public static final int GET_MIN_OFFSET = 31;
    public static final int HEART_BEAT = 34;
    public static final int UNREGISTER_CLIENT = 35;
    public static final int CONSUMER_SEND_MSG_BACK = 36;
    public static final int GET_CONSUMER_LIST_BY_GROUP = 38;
    public static final int CHECK_TRANSACTION_STATE = 39;
    public static final int NOTIFY_CONSUMER_IDS_CHANGED = 40;
    public static final int LOCK_BATCH_MQ = 41;
    public static final int UNLOCK_BATCH_MQ = 42;
    public static final int GET_ROUTEINFO_BY_TOPIC = 105;
    public static final int RESET_CONSUMER_CLIENT_OFFSET = 220;
    public static final int GET_CONSUMER_STATUS_FROM_CLIENT = 221;
    public static final int GET_CONSUMER_RUNNING_INFO = 307;
    public static final int CONSUME_MESSAGE_DIRECTLY = 309;
    public static final int SEND_MESSAGE_V2 = 310;

    public static final int QUERY_ASSIGNMENT = 400;
    // These do not fit the 16 bits of the binary header: requests must have the JSON header.
    public static final int POP_MESSAGE = 200050;
    public static final int ACK_MESSAGE = 200051;
    public static final int CHANGE_MESSAGE_INVISIBLETIME = 200053;
    public static final int NOTIFICATION = 200054;
    public static final int BATCH_ACK_MESSAGE = 200151;

    private RequestCode() {}

    /** The code with its name, for logs and errors. */
    public static String describe(int code) {
        return switch (code) {
            case PULL_MESSAGE -> "PULL_MESSAGE(11)";
            case QUERY_CONSUMER_OFFSET -> "QUERY_CONSUMER_OFFSET(14)";
            case UPDATE_CONSUMER_OFFSET -> "UPDATE_CONSUMER_OFFSET(15)";
            case SEARCH_OFFSET_BY_TIMESTAMP -> "SEARCH_OFFSET_BY_TIMESTAMP(29)";
            case GET_BROKER_RUNTIME_INFO -> "GET_BROKER_RUNTIME_INFO(28)";
            case GET_MAX_OFFSET -> "GET_MAX_OFFSET(30)";
            case GET_MIN_OFFSET -> "GET_MIN_OFFSET(31)";
            case HEART_BEAT -> "HEART_BEAT(34)";
            case UNREGISTER_CLIENT -> "UNREGISTER_CLIENT(35)";
            case CONSUMER_SEND_MSG_BACK -> "CONSUMER_SEND_MSG_BACK(36)";
            case GET_CONSUMER_LIST_BY_GROUP -> "GET_CONSUMER_LIST_BY_GROUP(38)";
            case CHECK_TRANSACTION_STATE -> "CHECK_TRANSACTION_STATE(39)";
            case NOTIFY_CONSUMER_IDS_CHANGED -> "NOTIFY_CONSUMER_IDS_CHANGED(40)";
            case LOCK_BATCH_MQ -> "LOCK_BATCH_MQ(41)";
            case UNLOCK_BATCH_MQ -> "UNLOCK_BATCH_MQ(42)";
            case GET_ROUTEINFO_BY_TOPIC -> "GET_ROUTEINFO_BY_TOPIC(105)";
            case RESET_CONSUMER_CLIENT_OFFSET -> "RESET_CONSUMER_CLIENT_OFFSET(220)";
            case GET_CONSUMER_STATUS_FROM_CLIENT -> "GET_CONSUMER_STATUS_FROM_CLIENT(221)";
            case GET_CONSUMER_RUNNING_INFO -> "GET_CONSUMER_RUNNING_INFO(307)";
            case CONSUME_MESSAGE_DIRECTLY -> "CONSUME_MESSAGE_DIRECTLY(309)";
            case SEND_MESSAGE_V2 -> "SEND_MESSAGE_V2(310)";
            case QUERY_ASSIGNMENT -> "QUERY_ASSIGNMENT(400)";
            case POP_MESSAGE -> "POP_MESSAGE(200050)";
            case ACK_MESSAGE -> "ACK_MESSAGE(200051)";
            case CHANGE_MESSAGE_INVISIBLETIME -> "CHANGE_MESSAGE_INVISIBLETIME(200053)";
            case NOTIFICATION -> "NOTIFICATION(200054)";
            case BATCH_ACK_MESSAGE -> "BATCH_ACK_MESSAGE(200151)";
            default -> "request " + code;
        };
    }
}
