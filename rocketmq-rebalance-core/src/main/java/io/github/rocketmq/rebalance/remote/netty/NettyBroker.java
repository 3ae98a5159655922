package io.github.rocketmq.rebalance.remote.netty;

import static io.github.rocketmq.rebalance.wire.RequestCode.CONSUMER_SEND_MSG_BACK;
import static io.github.rocketmq.rebalance.wire.RequestCode.GET_BROKER_RUNTIME_INFO;
import static io.github.rocketmq.rebalance.wire.RequestCode.GET_CONSUMER_LIST_BY_GROUP;
import static io.github.rocketmq.rebalance.wire.RequestCode.GET_MAX_OFFSET;
import static io.github.rocketmq.rebalance.wire.RequestCode.GET_MIN_OFFSET;
import static io.github.rocketmq.rebalance.wire.RequestCode.HEART_BEAT;
import static io.github.rocketmq.rebalance.wire.RequestCode.LOCK_BATCH_MQ;
import static io.github.rocketmq.rebalance.wire.RequestCode.PULL_MESSAGE;
import static io.github.rocketmq.rebalance.wire.RequestCode.QUERY_ASSIGNMENT;
import static io.github.rocketmq.rebalance.wire.RequestCode.QUERY_CONSUMER_OFFSET;
import static io.github.rocketmq.rebalance.wire.RequestCode.SEARCH_OFFSET_BY_TIMESTAMP;
import static io.github.rocketmq.rebalance.wire.RequestCode.SEND_MESSAGE_V2;
import static io.github.rocketmq.rebalance.wire.RequestCode.UNLOCK_BATCH_MQ;
import static io.github.rocketmq.rebalance.wire.RequestCode.UNREGISTER_CLIENT;
import static io.github.rocketmq.rebalance.wire.RequestCode.UPDATE_CONSUMER_OFFSET;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.SendBack;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import io.github.rocketmq.rebalance.wire.FrameException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Typed calls as frames on one connection; field names as in Apache's request headers. */
final class NettyBroker implements Broker {

    private static final byte[] NOTHING = {};

    /** What a held pull may take longer than the broker was asked to hold it. */
    private static final Duration PULL_GRACE = Duration.ofSeconds(15);

    private final Connection connection;
    private final Duration timeout;
    private final UniqueIds uniqueIds;

    NettyBroker(Connection connection, Duration timeout, UniqueIds uniqueIds) {
        this.connection = connection;
        this.timeout = timeout;
        this.uniqueIds = uniqueIds;
    }

    @Override
    public CompletionStage<Void> heartbeat(Heartbeat heartbeat) {
        List<BodyCodec.GroupData> groups = heartbeat.members().stream()
                .map(member -> new BodyCodec.GroupData(
                        member.group().name(),
                        member.model().name(),
                        member.startFrom().name(),
                        member.subscriptions(),
                        member.version()))
                .toList();
        byte[] body = BodyCodec.heartbeat(heartbeat.clientId().value(), groups, heartbeat.producerGroups());
        return done(HEART_BEAT, Map.of(), body);
    }

    @Override
    public CompletionStage<Void> unregister(
            ClientId clientId, @Nullable String producerGroup, @Nullable ConsumerGroup group) {
        Fields fields = new Fields().put("clientID", clientId.value());
        if (producerGroup != null) {
            fields.put("producerGroup", producerGroup);
        }
        if (group != null) {
            fields.put("consumerGroup", group.name());
        }
        return done(UNREGISTER_CLIENT, fields.map(), NOTHING);
    }

    @Override
    public CompletionStage<List<ClientId>> consumerIds(ConsumerGroup group) {
        return ask(
                GET_CONSUMER_LIST_BY_GROUP,
                Map.of("consumerGroup", group.name()),
                response -> BodyCodec.consumerIds(response.body()).stream()
                        .map(ClientId::new)
                        .toList());
    }

    @Override
    public CompletionStage<PullReply> pull(PullRequest request) {
        return connection
                .request(
                        PULL_MESSAGE,
                        PullCodec.fields(request),
                        NOTHING,
                        request.holdTime().plus(PULL_GRACE))
                .thenApply(response -> read(PULL_MESSAGE, response, frame -> {
                    PullReply reply = PullCodec.reply(request, frame);
                    if (reply == null) {
                        throw Failures.refused(connection, PULL_MESSAGE, frame);
                    }
                    return reply;
                }));
    }

    @Override
    public CompletionStage<CommittedOffset> committedOffset(ConsumerGroup group, MessageQueue queue) {
        Map<String, String> fields = new Fields()
                .queue(queue)
                .put("consumerGroup", group.name())
                // Without this, brokers say 0 for a group that never committed while offset 0 is in memory.
                .put("setZeroIfNotFound", "false")
                .map();
        return connection
                .request(QUERY_CONSUMER_OFFSET, fields, NOTHING, timeout)
                .thenApply(response -> read(QUERY_CONSUMER_OFFSET, response, frame -> {
                    if (frame.code() == ResponseCode.QUERY_NOT_FOUND) {
                        return new CommittedOffset.None();
                    }
                    requireSuccess(QUERY_CONSUMER_OFFSET, frame);
                    return new CommittedOffset.At(BodyCodec.number(frame.fields(), "offset"));
                }));
    }

    @Override
    public CompletionStage<Void> commitOffset(ConsumerGroup group, MessageQueue queue, long offset) {
        return done(
                UPDATE_CONSUMER_OFFSET,
                new Fields()
                        .queue(queue)
                        .put("consumerGroup", group.name())
                        .put("commitOffset", offset)
                        .map(),
                NOTHING);
    }

    @Override
    public CompletionStage<Long> maxOffset(MessageQueue queue) {
        return offset(GET_MAX_OFFSET, new Fields().queue(queue).map());
    }

    @Override
    public CompletionStage<Long> minOffset(MessageQueue queue) {
        return offset(GET_MIN_OFFSET, new Fields().queue(queue).map());
    }

    @Override
    public CompletionStage<Long> offsetAt(MessageQueue queue, Instant time) {
        return offset(
                SEARCH_OFFSET_BY_TIMESTAMP,
                new Fields().queue(queue).put("timestamp", time.toEpochMilli()).map());
    }

    @Override
    public CompletionStage<OptionalLong> uptime() {
        return ask(GET_BROKER_RUNTIME_INFO, Map.of(), response -> RuntimeInfoCodec.uptime(response.body()));
    }

    @Override
    public CompletionStage<AssignmentReply> queryAssignment(AssignmentRequest request) {
        return connection
                .request(QUERY_ASSIGNMENT, Map.of(), AssignmentCodec.body(request), timeout)
                .thenApply(response -> read(QUERY_ASSIGNMENT, response, frame -> {
                    AssignmentReply reply = AssignmentCodec.reply(frame);
                    if (reply == null) {
                        throw Failures.refused(connection, QUERY_ASSIGNMENT, frame);
                    }
                    return reply;
                }));
    }

    @Override
    public PopBroker pops() {
        return new NettyPopBroker(connection, timeout);
    }

    @Override
    public CompletionStage<Set<MessageQueue>> lock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        return connection
                .request(LOCK_BATCH_MQ, Map.of(), BodyCodec.queueLocks(clientId.value(), group.name(), queues), timeout)
                .thenApply(response -> read(LOCK_BATCH_MQ, response, frame -> {
                    requireSuccess(LOCK_BATCH_MQ, frame);
                    return BodyCodec.lockedQueues(frame.body());
                }));
    }

    @Override
    public CompletionStage<Void> unlock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        return done(UNLOCK_BATCH_MQ, Map.of(), BodyCodec.queueLocks(clientId.value(), group.name(), queues));
    }

    @Override
    public CompletionStage<Void> sendBack(SendBack request) {
        return done(
                CONSUMER_SEND_MSG_BACK,
                new Fields()
                        .put("group", request.group().name())
                        .put("offset", request.commitLogOffset())
                        .put("delayLevel", request.delayLevel())
                        .put("originMsgId", request.messageId())
                        .put("originTopic", request.topic())
                        .put("unitMode", "false")
                        .put("maxReconsumeTimes", request.maxReconsumeTimes())
                        .put("bname", request.brokerName())
                        .map(),
                NOTHING);
    }

    @Override
    public CompletionStage<SendReceipt> send(String producerGroup, OutgoingMessage message, MessageQueue queue) {
        String given = message.property(MessageProperties.UNIQUE_KEY);
        String id = given == null ? uniqueIds.next() : given;
        OutgoingMessage sent = message.withProperty(MessageProperties.UNIQUE_KEY, id);
        return connection
                .request(SEND_MESSAGE_V2, SendCodec.fields(producerGroup, sent, queue), sent.body(), timeout)
                .thenApply(response -> read(SEND_MESSAGE_V2, response, frame -> {
                    SendReceipt receipt = SendCodec.receipt(id, queue, frame);
                    if (receipt == null) {
                        throw Failures.refused(connection, SEND_MESSAGE_V2, frame);
                    }
                    return receipt;
                }));
    }

    private CompletionStage<Long> offset(int code, Map<String, String> fields) {
        return ask(code, fields, response -> BodyCodec.number(response.fields(), "offset"));
    }

    private CompletionStage<Void> done(int code, Map<String, String> fields, byte[] body) {
        return connection.request(code, fields, body, timeout).thenAccept(response -> requireSuccess(code, response));
    }

    private <T> CompletionStage<T> ask(int code, Map<String, String> fields, Function<RemotingFrame, T> reader) {
        return connection
                .request(code, fields, NOTHING, timeout)
                .thenApply(response -> read(code, response, frame -> {
                    requireSuccess(code, frame);
                    return reader.apply(frame);
                }));
    }

    private <T> T read(int code, RemotingFrame response, Function<RemotingFrame, T> reader) {
        try {
            return reader.apply(response);
        } catch (FrameException e) {
            throw new RemoteException.Garbled(
                    connection.address() + " answered "
                            + io.github.rocketmq.rebalance.wire.RequestCode.describe(code)
                            + " with something that cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private void requireSuccess(int code, RemotingFrame response) {
        if (response.code() != ResponseCode.SUCCESS) {
            throw Failures.refused(connection, code, response);
        }
    }
}
