package io.github.rocketmq.rebalance.remote.netty;

import static io.github.rocketmq.rebalance.wire.RequestCode.ACK_MESSAGE;
import static io.github.rocketmq.rebalance.wire.RequestCode.BATCH_ACK_MESSAGE;
import static io.github.rocketmq.rebalance.wire.RequestCode.CHANGE_MESSAGE_INVISIBLETIME;
import static io.github.rocketmq.rebalance.wire.RequestCode.NOTIFICATION;
import static io.github.rocketmq.rebalance.wire.RequestCode.POP_MESSAGE;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.FrameException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Consumption message by message as frames on one connection; field names as in Apache's request headers. */
final class NettyPopBroker implements PopBroker {

    private static final byte[] NOTHING = {};

    /** What a held request may take longer than the broker was asked to hold it. */
    private static final Duration HOLD_GRACE = Duration.ofSeconds(15);

    private final Connection connection;
    private final Duration timeout;

    NettyPopBroker(Connection connection, Duration timeout) {
        this.connection = connection;
        this.timeout = timeout;
    }

    @Override
    public CompletionStage<PopReply> pop(PopRequest request) {
        Duration patience = request.holdTime().plus(HOLD_GRACE);
        return ask(POP_MESSAGE, PopCodec.fields(request), NOTHING, patience, frame -> {
            PopReply reply = PopCodec.reply(request, frame);
            if (reply == null) {
                throw Failures.refused(connection, POP_MESSAGE, frame);
            }
            return reply;
        });
    }

    @Override
    public CompletionStage<Boolean> awaitMessages(ConsumerGroup group, MessageQueue queue, Duration holdTime) {
        Map<String, String> fields = new Fields()
                .queue(queue)
                .put("consumerGroup", group.name())
                .put("pollTime", holdTime.toMillis())
                .put("bornTime", PopCodec.BROKERS_CLOCK)
                .map();
        return ask(NOTIFICATION, fields, NOTHING, holdTime.plus(HOLD_GRACE), frame -> {
            requireSuccess(NOTIFICATION, frame);
            return "true".equals(frame.fields().get("hasMsg"));
        });
    }

    @Override
    public CompletionStage<Void> ack(ConsumerGroup group, List<PopReceipt> receipts) {
        if (receipts.size() == 1) {
            Map<String, String> fields =
                    ReceiptCodec.fields(group, receipts.get(0)).map();
            // A message that its queue no longer has needs no acknowledgement.
            return ask(
                            ACK_MESSAGE,
                            fields,
                            NOTHING,
                            timeout,
                            frame -> frame.code() == ResponseCode.NO_MESSAGE
                                    ? frame
                                    : requireSuccess(ACK_MESSAGE, frame))
                    .thenAccept(frame -> {});
        }
        byte[] body = ReceiptCodec.batch(group, receipts);
        return ask(BATCH_ACK_MESSAGE, Map.of(), body, timeout, frame -> requireSuccess(BATCH_ACK_MESSAGE, frame))
                .thenAccept(frame -> {});
    }

    @Override
    public CompletionStage<PopReceipt> changeInvisibleTime(ConsumerGroup group, PopReceipt receipt, Duration time) {
        Map<String, String> fields = ReceiptCodec.fields(group, receipt)
                .put("invisibleTime", time.toMillis())
                .map();
        return ask(
                CHANGE_MESSAGE_INVISIBLETIME,
                fields,
                NOTHING,
                timeout,
                frame -> PopCodec.renewed(receipt, requireSuccess(CHANGE_MESSAGE_INVISIBLETIME, frame)));
    }

    private <T> CompletionStage<T> ask(
            int code, Map<String, String> fields, byte[] body, Duration patience, Function<RemotingFrame, T> reader) {
        return connection.request(code, fields, body, patience).thenApply(frame -> {
            try {
                return reader.apply(frame);
            } catch (FrameException e) {
                throw new RemoteException.Garbled(
                        connection.address() + " answered " + RequestCode.describe(code)
                                + " with something that cannot be read: " + e.getMessage(),
                        e);
            }
        });
    }

    private RemotingFrame requireSuccess(int code, RemotingFrame response) {
        if (response.code() != ResponseCode.SUCCESS) {
            throw Failures.refused(connection, code, response);
        }
        return response;
    }
}
