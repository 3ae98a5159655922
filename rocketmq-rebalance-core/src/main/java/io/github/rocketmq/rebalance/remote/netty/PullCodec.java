package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.FilterType;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.github.rocketmq.rebalance.wire.StoredMessageDecoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Request and response 11 ({@code PullMessageRequestHeader}, {@code PullSysFlag} of Apache's remoting and common modules). */
final class PullCodec {

    /** The broker may hold the request; the flag for a commit is never set. */
    private static final int SUSPEND = 2;

    private static final int MAX_BYTES = 256 * 1024;

    private PullCodec() {}

    static Map<String, String> fields(PullRequest request) {
        return new Fields()
                .queue(request.queue())
                .put("consumerGroup", request.group().name())
                .put("queueOffset", request.offset())
                .put("maxMsgNums", request.maxMessages())
                .put("sysFlag", SUSPEND)
                .put("commitOffset", 0)
                .put("suspendTimeoutMillis", request.holdTime().toMillis())
                .put("subscription", request.subscription().expression())
                .put("subVersion", request.subscriptionVersion())
                .put("expressionType", request.subscription().filterType() == FilterType.TAG ? "TAG" : "SQL92")
                .put("maxMsgBytes", MAX_BYTES)
                .map();
    }

    /** What the broker said; null if it refused. */
    static @Nullable PullReply reply(PullRequest request, RemotingFrame frame) {
        String remark = frame.remark() == null ? ResponseCode.describe(frame.code()) : frame.remark();
        return switch (frame.code()) {
            case ResponseCode.SUCCESS -> found(request, frame);
            case ResponseCode.PULL_NOT_FOUND, ResponseCode.PULL_RETRY_IMMEDIATELY ->
                new PullReply.NothingNew(
                        number(frame, "nextBeginOffset"), number(frame, "maxOffset"), suggestedBroker(frame));
            case ResponseCode.PULL_OFFSET_MOVED -> new PullReply.OffsetMoved(number(frame, "nextBeginOffset"));
            case ResponseCode.SUBSCRIPTION_NOT_EXIST,
                    ResponseCode.SUBSCRIPTION_NOT_LATEST,
                    ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST -> new PullReply.HeartbeatWanted(remark);
            case ResponseCode.SYSTEM_BUSY,
                    ResponseCode.FLOW_CONTROL,
                    ResponseCode.POLLING_FULL,
                    ResponseCode.POLLING_TIMEOUT -> new PullReply.Throttled(remark);
            default -> null;
        };
    }

    private static PullReply found(PullRequest request, RemotingFrame frame) {
        long delta = frame.fields().containsKey("offsetDelta") ? number(frame, "offsetDelta") : 0;
        StoredMessageDecoder.Batch batch =
                StoredMessageDecoder.decode(frame.body(), request.queue(), request.offset(), delta);
        if (batch.broken().isPresent()) {
            return new PullReply.Undecodable(
                    batch.messages(),
                    batch.broken().get().offset(),
                    batch.broken().get().reason(),
                    batch.broken().get().rest());
        }
        return new PullReply.Found(
                batch.messages(), number(frame, "nextBeginOffset"), number(frame, "maxOffset"), suggestedBroker(frame));
    }

    private static long suggestedBroker(RemotingFrame frame) {
        return frame.fields().containsKey("suggestWhichBrokerId") ? number(frame, "suggestWhichBrokerId") : 0;
    }

    private static long number(RemotingFrame frame, String name) {
        return BodyCodec.number(frame.fields(), name);
    }
}
