package io.github.rocketmq.rebalance.remote.timed;

import static io.github.rocketmq.rebalance.api.RequestOperation.ACK;
import static io.github.rocketmq.rebalance.api.RequestOperation.HEARTBEAT;
import static io.github.rocketmq.rebalance.api.RequestOperation.LOCK;
import static io.github.rocketmq.rebalance.api.RequestOperation.MEMBER_LIST;
import static io.github.rocketmq.rebalance.api.RequestOperation.NACK;
import static io.github.rocketmq.rebalance.api.RequestOperation.PULL;
import static io.github.rocketmq.rebalance.api.RequestOperation.QUERY_ASSIGNMENT;
import static io.github.rocketmq.rebalance.api.RequestOperation.QUERY_OFFSET;
import static io.github.rocketmq.rebalance.api.RequestOperation.SEND;
import static io.github.rocketmq.rebalance.api.RequestOperation.UNLOCK;
import static io.github.rocketmq.rebalance.api.RequestOperation.UNREGISTER;
import static io.github.rocketmq.rebalance.api.RequestOperation.UPTIME;

import io.github.rocketmq.rebalance.api.RequestOperation;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import io.github.rocketmq.rebalance.remote.Heartbeat;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.PullRequest;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A broker of which every request is timed. */
final class TimedBroker implements Broker {

    /** The request is about several topics or none. */
    static final String NO_TOPIC = "";

    private final Broker broker;
    private final Supplier<Optional<BrokerAddress>> address;
    private final RequestTimes times;
    private final PopBroker pops;

    TimedBroker(Broker broker, BrokerAddress address, RequestTimes times) {
        this.broker = broker;
        Optional<BrokerAddress> known = Optional.of(address);
        this.address = () -> known;
        this.times = times;
        this.pops = new TimedPopBroker(broker.pops(), this.address, times);
    }

    @Override
    public CompletionStage<Void> heartbeat(Heartbeat heartbeat) {
        return time(HEARTBEAT, null, NO_TOPIC, () -> broker.heartbeat(heartbeat));
    }

    @Override
    public CompletionStage<Void> unregister(
            ClientId clientId, @Nullable String producerGroup, @Nullable ConsumerGroup group) {
        return time(UNREGISTER, group, NO_TOPIC, () -> broker.unregister(clientId, producerGroup, group));
    }

    @Override
    public CompletionStage<List<ClientId>> consumerIds(ConsumerGroup group) {
        return time(MEMBER_LIST, group, NO_TOPIC, () -> broker.consumerIds(group));
    }

    @Override
    public CompletionStage<PullReply> pull(PullRequest request) {
        return time(PULL, request.group(), request.queue().topic(), () -> broker.pull(request));
    }

    @Override
    public CompletionStage<CommittedOffset> committedOffset(ConsumerGroup group, MessageQueue queue) {
        return time(QUERY_OFFSET, group, queue.topic(), () -> broker.committedOffset(group, queue));
    }

    @Override
    public CompletionStage<Void> commitOffset(ConsumerGroup group, MessageQueue queue, long offset) {
        return time(ACK, group, queue.topic(), () -> broker.commitOffset(group, queue, offset));
    }

    @Override
    public CompletionStage<Long> maxOffset(MessageQueue queue) {
        return time(QUERY_OFFSET, null, queue.topic(), () -> broker.maxOffset(queue));
    }

    @Override
    public CompletionStage<Long> minOffset(MessageQueue queue) {
        return time(QUERY_OFFSET, null, queue.topic(), () -> broker.minOffset(queue));
    }

    @Override
    public CompletionStage<Long> offsetAt(MessageQueue queue, Instant time) {
        return time(QUERY_OFFSET, null, queue.topic(), () -> broker.offsetAt(queue, time));
    }

    @Override
    public CompletionStage<Set<MessageQueue>> lock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        return time(LOCK, group, NO_TOPIC, () -> broker.lock(group, clientId, queues));
    }

    @Override
    public CompletionStage<Void> unlock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        return time(UNLOCK, group, NO_TOPIC, () -> broker.unlock(group, clientId, queues));
    }

    @Override
    public CompletionStage<OptionalLong> uptime() {
        return time(UPTIME, null, NO_TOPIC, () -> broker.uptime());
    }

    @Override
    public CompletionStage<AssignmentReply> queryAssignment(AssignmentRequest request) {
        return time(QUERY_ASSIGNMENT, request.group(), request.topic(), () -> broker.queryAssignment(request));
    }

    @Override
    public CompletionStage<Void> sendBack(SendBack request) {
        return time(NACK, request.group(), request.topic(), () -> broker.sendBack(request));
    }

    @Override
    public CompletionStage<SendReceipt> send(String producerGroup, OutgoingMessage message, MessageQueue queue) {
        return time(SEND, null, message.topic(), () -> broker.send(producerGroup, message, queue));
    }

    @Override
    public PopBroker pops() {
        return pops;
    }

    private <T> CompletionStage<T> time(
            RequestOperation operation,
            @Nullable ConsumerGroup group,
            String topic,
            Supplier<CompletionStage<T>> request) {
        return times.time(operation, address, group, topic, request);
    }
}
