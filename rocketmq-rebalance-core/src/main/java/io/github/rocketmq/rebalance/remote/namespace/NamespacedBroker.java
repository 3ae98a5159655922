package io.github.rocketmq.rebalance.remote.namespace;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
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
import io.github.rocketmq.rebalance.remote.RequestMode;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A broker asked by the names of one namespace. */
final class NamespacedBroker implements Broker {

    /** Apache's producers tell brokers and traces so in which namespace they are. */
    private static final String INSTANCE_ID = "INSTANCE_ID";

    private final Broker broker;
    private final Namespace namespace;

    NamespacedBroker(Broker broker, Namespace namespace) {
        this.broker = broker;
        this.namespace = namespace;
    }

    @Override
    public CompletionStage<Void> heartbeat(Heartbeat heartbeat) {
        return broker.heartbeat(new Heartbeat(
                heartbeat.clientId(),
                heartbeat.members().stream().map(this::wrap).toList(),
                heartbeat.producerGroups().stream().map(namespace::wrap).toList()));
    }

    @Override
    public CompletionStage<Void> unregister(
            ClientId clientId, @Nullable String producerGroup, @Nullable ConsumerGroup group) {
        return broker.unregister(
                clientId,
                producerGroup == null ? null : namespace.wrap(producerGroup),
                group == null ? null : namespace.wrap(group));
    }

    @Override
    public CompletionStage<List<ClientId>> consumerIds(ConsumerGroup group) {
        return broker.consumerIds(namespace.wrap(group));
    }

    @Override
    public CompletionStage<PullReply> pull(PullRequest request) {
        PullRequest wrapped = new PullRequest(
                namespace.wrap(request.group()),
                namespace.wrap(request.queue()),
                request.offset(),
                request.maxMessages(),
                request.holdTime(),
                namespace.wrap(request.subscription()),
                request.subscriptionVersion());
        return broker.pull(wrapped).thenApply(reply -> unwrap(reply, request.queue()));
    }

    @Override
    public CompletionStage<CommittedOffset> committedOffset(ConsumerGroup group, MessageQueue queue) {
        return broker.committedOffset(namespace.wrap(group), namespace.wrap(queue));
    }

    @Override
    public CompletionStage<Void> commitOffset(ConsumerGroup group, MessageQueue queue, long offset) {
        return broker.commitOffset(namespace.wrap(group), namespace.wrap(queue), offset);
    }

    @Override
    public CompletionStage<Long> maxOffset(MessageQueue queue) {
        return broker.maxOffset(namespace.wrap(queue));
    }

    @Override
    public CompletionStage<Long> minOffset(MessageQueue queue) {
        return broker.minOffset(namespace.wrap(queue));
    }

    @Override
    public CompletionStage<Long> offsetAt(MessageQueue queue, Instant time) {
        return broker.offsetAt(namespace.wrap(queue), time);
    }

    @Override
    public CompletionStage<Set<MessageQueue>> lock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        return broker.lock(namespace.wrap(group), clientId, wrap(queues))
                .thenApply(locked -> locked.stream().map(namespace::unwrap).collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public CompletionStage<Void> unlock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        return broker.unlock(namespace.wrap(group), clientId, wrap(queues));
    }

    @Override
    public CompletionStage<OptionalLong> uptime() {
        return broker.uptime();
    }

    @Override
    public CompletionStage<AssignmentReply> queryAssignment(AssignmentRequest request) {
        AssignmentRequest wrapped = new AssignmentRequest(
                namespace.wrap(request.topic()), namespace.wrap(request.group()), request.member(), request.strategy());
        return broker.queryAssignment(wrapped).thenApply(reply -> {
            if (reply instanceof AssignmentReply.Assigned assigned) {
                SortedMap<MessageQueue, RequestMode> queues = new TreeMap<>();
                assigned.queues().forEach((queue, mode) -> queues.put(namespace.unwrap(queue), mode));
                return new AssignmentReply.Assigned(queues);
            }
            return reply;
        });
    }

    @Override
    public PopBroker pops() {
        return new NamespacedPopBroker(broker.pops(), namespace);
    }

    @Override
    public CompletionStage<Void> sendBack(SendBack request) {
        return broker.sendBack(new SendBack(
                namespace.wrap(request.group()),
                request.brokerName(),
                request.commitLogOffset(),
                request.delayLevel(),
                request.messageId(),
                namespace.wrap(request.topic()),
                request.maxReconsumeTimes()));
    }

    @Override
    public CompletionStage<SendReceipt> send(String producerGroup, OutgoingMessage message, MessageQueue queue) {
        OutgoingMessage wrapped = new OutgoingMessage(
                        namespace.wrap(message.topic()), message.body(), message.properties())
                .withProperty(INSTANCE_ID, namespace.name());
        return broker.send(namespace.wrap(producerGroup), wrapped, namespace.wrap(queue))
                .thenApply(receipt -> new SendReceipt(
                        receipt.messageId(),
                        receipt.offsetMessageId(),
                        new MessageQueue(
                                queue.topic(),
                                receipt.queue().brokerName(),
                                receipt.queue().queueId()),
                        receipt.queueOffset(),
                        receipt.durability()));
    }

    private Heartbeat.Membership wrap(Heartbeat.Membership member) {
        return new Heartbeat.Membership(
                namespace.wrap(member.group()),
                member.model(),
                member.startFrom(),
                member.subscriptions().stream().map(namespace::wrap).toList(),
                member.version());
    }

    private Set<MessageQueue> wrap(Set<MessageQueue> queues) {
        return queues.stream().map(namespace::wrap).collect(Collectors.toUnmodifiableSet());
    }

    private PullReply unwrap(PullReply reply, MessageQueue queue) {
        if (reply instanceof PullReply.Found found) {
            return new PullReply.Found(
                    unwrap(found.messages(), queue), found.nextOffset(), found.maxOffset(), found.suggestedBrokerId());
        }
        if (reply instanceof PullReply.Undecodable undecodable) {
            return new PullReply.Undecodable(
                    unwrap(undecodable.readable(), queue),
                    undecodable.offset(),
                    undecodable.reason(),
                    undecodable.rest());
        }
        return reply;
    }

    private List<Message> unwrap(List<Message> messages, MessageQueue queue) {
        return messages.stream()
                .map(message -> namespace.unwrap(message, queue))
                .toList();
    }
}
