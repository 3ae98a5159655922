package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.FilterType;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReceipt.Source;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.github.rocketmq.rebalance.wire.StoredMessageDecoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Request and response 200050 ({@code PopMessageRequestHeader} of Apache's remoting module). */
final class PopCodec {

    /**
     * As the time at which a request was made: the broker puts its own. A client's time would have the broker refuse the
     * request, or hold it for too long, by as much as the two clocks differ.
     */
    static final long BROKERS_CLOCK = 0;

    private static final int FROM_OLDEST = 0;
    private static final int FROM_NEWEST = 1;

    private PopCodec() {}

    static Map<String, String> fields(PopRequest request) {
        return new Fields()
                .queue(request.queue())
                .put("consumerGroup", request.group().name())
                .put("maxMsgNums", request.maxMessages())
                .put("invisibleTime", request.invisibleTime().toMillis())
                .put("pollTime", request.holdTime().toMillis())
                .put("bornTime", BROKERS_CLOCK)
                .put("initMode", request.fromOldest() ? FROM_OLDEST : FROM_NEWEST)
                .put("expType", request.subscription().filterType() == FilterType.TAG ? "TAG" : "SQL92")
                .put("exp", request.subscription().expression())
                .put("order", "false")
                .map();
    }

    /** What the broker said; null if it refused. */
    static @Nullable PopReply reply(PopRequest request, RemotingFrame frame) {
        String remark = frame.remark() == null ? ResponseCode.describe(frame.code()) : frame.remark();
        return switch (frame.code()) {
            case ResponseCode.SUCCESS -> found(request, frame);
            case ResponseCode.POLLING_TIMEOUT, ResponseCode.PULL_NOT_FOUND -> new PopReply.NothingNew();
            case ResponseCode.POLLING_FULL, ResponseCode.SYSTEM_BUSY, ResponseCode.FLOW_CONTROL ->
                new PopReply.Throttled(remark);
            case ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST -> new PopReply.HeartbeatWanted(remark);
            default -> null;
        };
    }

    private static PopReply found(PopRequest request, RemotingFrame frame) {
        StoredMessageDecoder.Batch batch = StoredMessageDecoder.decodePopped(
                frame.body(), request.queue().topic(), request.queue().brokerName());
        Receipts receipts = new Receipts(request, frame.fields());
        List<PopReply.Popped> popped = new ArrayList<>();
        for (Message message : batch.messages()) {
            popped.add(new PopReply.Popped(message, receipts.of(message)));
        }
        if (batch.broken().isPresent()) {
            return new PopReply.Undecodable(popped, batch.broken().get().reason());
        }
        return new PopReply.Found(popped, BodyCodec.number(frame.fields(), "restNum"));
    }

    /** Writes one receipt for each message of a response. */
    private static final class Receipts {

        private final PopRequest request;
        private final long popTime;
        private final long invisibleTime;
        private final int reviveQueueId;
        private final PoppedOffsets offsets;

        Receipts(PopRequest request, Map<String, String> fields) {
            this.request = request;
            this.popTime = BodyCodec.number(fields, "popTime");
            this.invisibleTime = BodyCodec.number(fields, "invisibleTime");
            this.reviveQueueId = (int) BodyCodec.number(fields, "reviveQid");
            this.offsets = PoppedOffsets.read(fields.get("startOffsetInfo"), fields.get("msgOffsetInfo"));
        }

        PopReceipt of(Message message) {
            // Brokers store retries under another topic, put the original one in, and say by this where they come from.
            String given = message.property(MessageProperties.POP_CHECK_POINT);
            if (given != null) {
                return ReceiptCodec.read(given, request.queue().topic());
            }
            Source source = ReceiptCodec.sourceOf(message.topic());
            int queueId = message.queue().queueId();
            PoppedOffsets.Place place = offsets.next(source, queueId);
            return new PopReceipt(
                    request.queue().topic(),
                    source,
                    request.queue().brokerName(),
                    queueId,
                    place.queueOffset(),
                    place.startOffset(),
                    popTime,
                    invisibleTime,
                    reviveQueueId);
        }
    }

    /** The receipt of response 200053: a batch of its own that starts at the message. */
    static PopReceipt renewed(PopReceipt receipt, RemotingFrame frame) {
        return new PopReceipt(
                receipt.topic(),
                receipt.source(),
                receipt.brokerName(),
                receipt.queueId(),
                receipt.queueOffset(),
                receipt.queueOffset(),
                BodyCodec.number(frame.fields(), "popTime"),
                BodyCodec.number(frame.fields(), "invisibleTime"),
                (int) BodyCodec.number(frame.fields(), "reviveQid"));
    }
}
