package io.github.rocketmq.rebalance.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request or response on a connection.
 *
 * @param code what is asked for or answered
 * @param version of the sender, as RocketMQ counts releases
 * @param opaque correlates a response with its request
 * @param flag bit 0 marks a response, bit 1 a request that wants none
 * @param remark why something went wrong, in words
 * @param fields the typed fields of the code, all as text
 * @param body whatever the code carries; empty if nothing; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // frames have one owner and are never compared
public record RemotingFrame(
        int code, int version, int opaque, int flag, @Nullable String remark, Map<String, String> fields, byte[] body) {

    /**
     * The release this client speaks as, {@value #CLIENT_VERSION_NAME}: high enough for standard JSON routes (401,
     * V4_9_4), for the pushes that brokers send to newer clients only (121), and for a stopping server to ask to go away
     * (above 475, V5_3_1) instead of hanging up.
     */
    public static final int CLIENT_VERSION = 513;

    /** {@link #CLIENT_VERSION} as operators know it. */
    public static final String CLIENT_VERSION_NAME = "V5_5_0";

    private static final int RESPONSE = 1;
    private static final int ONEWAY = 2;
    private static final byte[] NOTHING = {};

    /** A request that wants a response. */
    public static RemotingFrame request(int code, int opaque, Map<String, String> fields, byte[] body) {
        return new RemotingFrame(code, CLIENT_VERSION, opaque, 0, null, fields, body);
    }

    /** The response to this request. */
    public RemotingFrame response(int responseCode, @Nullable String why) {
        return new RemotingFrame(responseCode, CLIENT_VERSION, opaque, RESPONSE, why, Map.of(), NOTHING);
    }

    /** The response that grants this request. */
    public RemotingFrame granted(byte[] answer) {
        return new RemotingFrame(ResponseCode.SUCCESS, CLIENT_VERSION, opaque, RESPONSE, null, Map.of(), answer);
    }

    public boolean isResponse() {
        return (flag & RESPONSE) != 0;
    }

    public boolean isOneway() {
        return (flag & ONEWAY) != 0;
    }
}
