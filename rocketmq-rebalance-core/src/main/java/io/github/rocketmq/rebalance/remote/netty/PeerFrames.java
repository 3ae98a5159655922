package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.PeerRequest;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.RequestCode;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.github.rocketmq.rebalance.wire.SingleMessageDecoder;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What brokers ask, from frame to typed call and from typed answer to frame. Safe for use by any thread. */
final class PeerFrames {

    private static final Logger log = LoggerFactory.getLogger(PeerFrames.class);

    private volatile @Nullable PeerRequests handler;

    void onRequest(PeerRequests answering) {
        this.handler = answering;
    }

    /** The response, now or later and never exceptionally; whoever asked one-way does not want it. */
    CompletionStage<RemotingFrame> answer(BrokerAddress from, RemotingFrame request) {
        PeerRequests asked = handler;
        if (asked == null) {
            return CompletableFuture.completedStage(notSupported(request));
        }
        CompletionStage<RemotingFrame> response;
        try {
            response = ask(asked, from, request);
        } catch (RuntimeException e) {
            response = CompletableFuture.failedStage(e);
        }
        return response.exceptionally(failure -> refusal(from, request, RemoteException.causeOf(failure)));
    }

    static RemotingFrame notSupported(RemotingFrame request) {
        return request.response(
                ResponseCode.REQUEST_CODE_NOT_SUPPORTED,
                "this client does not support " + RequestCode.describe(request.code()));
    }

    private static CompletionStage<RemotingFrame> ask(PeerRequests asked, BrokerAddress from, RemotingFrame request) {
        return switch (request.code()) {
            case RequestCode.RESET_CONSUMER_CLIENT_OFFSET -> {
                asked.resetOffsets(new PeerRequest.ResetOffsets(from, group(request, "group"), offsets(request)));
                yield done(request);
            }
            case RequestCode.GET_CONSUMER_STATUS_FROM_CLIENT ->
                asked.consumerStatus(
                                new PeerRequest.ConsumerStatus(from, group(request, "group"), field(request, "topic")))
                        .thenApply(offsets -> request.granted(OperatorCodec.consumerStatus(offsets)));
            case RequestCode.GET_CONSUMER_RUNNING_INFO -> {
                boolean threadDump = Boolean.parseBoolean(field(request, "jstackEnable"));
                yield asked.running(new PeerRequest.Running(from, group(request, "consumerGroup"), threadDump))
                        .thenApply(info -> request.granted(OperatorCodec.runningInfo(info)));
            }
            case RequestCode.CONSUME_MESSAGE_DIRECTLY ->
                asked.consumeDirectly(new PeerRequest.ConsumeDirectly(
                                from,
                                group(request, "consumerGroup"),
                                SingleMessageDecoder.decode(request.body(), field(request, "brokerName"))))
                        .thenApply(result -> request.granted(OperatorCodec.directConsumption(result)));
            case RequestCode.CHECK_TRANSACTION_STATE -> {
                asked.checkTransaction(transaction(from, request));
                yield done(request);
            }
            default -> CompletableFuture.completedStage(notSupported(request));
        };
    }

    private static RemotingFrame refusal(BrokerAddress from, RemotingFrame request, Throwable failure) {
        String what = RequestCode.describe(request.code());
        if (request.isOneway()) {
            log.warn("{} of {} was not done, and nobody waits for an answer: {}", what, from, failure.getMessage());
        } else {
            log.debug("{} of {} was refused", what, from, failure);
        }
        return request.response(ResponseCode.SYSTEM_ERROR, String.valueOf(failure.getMessage()));
    }

    private static SortedMap<MessageQueue, Long> offsets(RemotingFrame request) {
        String topic = field(request, "topic");
        SortedMap<MessageQueue, Long> offsets = new TreeMap<>(OperatorCodec.offsets(request.body()));
        offsets.keySet().removeIf(queue -> !topic.isEmpty() && !queue.topic().equals(topic));
        return offsets;
    }

    private static PeerRequest.CheckTransaction transaction(BrokerAddress from, RemotingFrame request) {
        Message message = SingleMessageDecoder.decode(request.body(), field(request, "bname"));
        String group = message.property(MessageProperties.PRODUCER_GROUP);
        return new PeerRequest.CheckTransaction(
                from,
                group == null ? "" : group,
                message,
                field(request, "transactionId"),
                BodyCodec.number(request.fields(), "tranStateTableOffset"));
    }

    private static CompletionStage<RemotingFrame> done(RemotingFrame request) {
        return CompletableFuture.completedStage(request.response(ResponseCode.SUCCESS, null));
    }

    private static ConsumerGroup group(RemotingFrame request, String name) {
        return new ConsumerGroup(field(request, name));
    }

    private static String field(RemotingFrame request, String name) {
        return request.fields().getOrDefault(name, "");
    }
}
