package io.github.rocketmq.rebalance.wire;

/** What a frame answers, as RocketMQ numbers it ({@code ResponseCode} of Apache's remoting module). */
public final class ResponseCode {

    public static final int SUCCESS = 0;
    public static final int SYSTEM_ERROR = 1;
    public static final int SYSTEM_BUSY = 2;
    public static final int REQUEST_CODE_NOT_SUPPORTED = 3;
    public static final int FLUSH_DISK_TIMEOUT = 10;
    public static final int SLAVE_NOT_AVAILABLE = 11;
    public static final int FLUSH_SLAVE_TIMEOUT = 12;
    public static final int MESSAGE_ILLEGAL = 13;
    public static final int NO_PERMISSION = 16;
    public static final int TOPIC_NOT_EXIST = 17;
    public static final int PULL_NOT_FOUND = 19;
    public static final int PULL_RETRY_IMMEDIATELY = 20;
    public static final int PULL_OFFSET_MOVED = 21;
    public static final int QUERY_NOT_FOUND = 22;
    public static final int SUBSCRIPTION_NOT_EXIST = 24;
    public static final int SUBSCRIPTION_NOT_LATEST = 25;
    public static final int SUBSCRIPTION_GROUP_NOT_EXIST = 26;
    public static final int INVALID_PARAMETER = 29;
    public static final int NO_MESSAGE = 208;
    public static final int POLLING_FULL = 209;
    public static final int POLLING_TIMEOUT = 210;
    public static final int FLOW_CONTROL = 215;
    /** A stopping server wants the client to connect anew and ask there; 5.3.1 and later. */
    public static final int GO_AWAY = 1500;

    private ResponseCode() {}

    /** The code with its name where this client knows it, for logs and errors. */
    public static String describe(int code) {
        return switch (code) {
            case SYSTEM_ERROR -> "SYSTEM_ERROR(1)";
            case SYSTEM_BUSY -> "SYSTEM_BUSY(2)";
            case REQUEST_CODE_NOT_SUPPORTED -> "REQUEST_CODE_NOT_SUPPORTED(3)";
            case MESSAGE_ILLEGAL -> "MESSAGE_ILLEGAL(13)";
            case NO_PERMISSION -> "NO_PERMISSION(16)";
            case TOPIC_NOT_EXIST -> "TOPIC_NOT_EXIST(17)";
            case QUERY_NOT_FOUND -> "QUERY_NOT_FOUND(22)";
            case SUBSCRIPTION_NOT_EXIST -> "SUBSCRIPTION_NOT_EXIST(24)";
            case SUBSCRIPTION_NOT_LATEST -> "SUBSCRIPTION_NOT_LATEST(25)";
            case SUBSCRIPTION_GROUP_NOT_EXIST -> "SUBSCRIPTION_GROUP_NOT_EXIST(26)";
            case INVALID_PARAMETER -> "INVALID_PARAMETER(29)";
            case NO_MESSAGE -> "NO_MESSAGE(208)";
            case POLLING_FULL -> "POLLING_FULL(209)";
            case POLLING_TIMEOUT -> "POLLING_TIMEOUT(210)";
            case FLOW_CONTROL -> "FLOW_CONTROL(215)";
            case GO_AWAY -> "GO_AWAY(1500)";
            default -> "response code " + code;
        };
    }
}
