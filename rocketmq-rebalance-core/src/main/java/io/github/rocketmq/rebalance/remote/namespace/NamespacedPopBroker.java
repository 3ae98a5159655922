package io.github.rocketmq.rebalance.remote.namespace;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.RenamedMessage;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The popping side of a broker asked by the names of one namespace. Receipts stay as the broker gave them. */
final class NamespacedPopBroker implements PopBroker {

    private final PopBroker broker;
    private final Namespace namespace;

    NamespacedPopBroker(PopBroker broker, Namespace namespace) {
        this.broker = broker;
        this.namespace = namespace;
    }

    @Override
    public CompletionStage<PopReply> pop(PopRequest request) {
        PopRequest wrapped = new PopRequest(
                namespace.wrap(request.group()),
                namespace.wrap(request.queue()),
                namespace.wrap(request.subscription()),
                request.maxMessages(),
                request.invisibleTime(),
                request.holdTime(),
                request.fromOldest());
        return broker.pop(wrapped).thenApply(reply -> unwrap(reply, wrapped.group()));
    }

    @Override
    public CompletionStage<Boolean> awaitMessages(ConsumerGroup group, MessageQueue queue, Duration holdTime) {
        return broker.awaitMessages(namespace.wrap(group), namespace.wrap(queue), holdTime);
    }

    @Override
    public CompletionStage<Void> ack(ConsumerGroup group, List<PopReceipt> receipts) {
        return broker.ack(namespace.wrap(group), receipts);
    }

    @Override
    public CompletionStage<PopReceipt> changeInvisibleTime(ConsumerGroup group, PopReceipt receipt, Duration time) {
        return broker.changeInvisibleTime(namespace.wrap(group), receipt, time);
    }

    private PopReply unwrap(PopReply reply, ConsumerGroup wrappedGroup) {
        if (reply instanceof PopReply.Found found) {
            return new PopReply.Found(unwrap(found.messages(), wrappedGroup), found.left());
        }
        if (reply instanceof PopReply.Undecodable undecodable) {
            return new PopReply.Undecodable(unwrap(undecodable.readable(), wrappedGroup), undecodable.reason());
        }
        return reply;
    }

    private List<PopReply.Popped> unwrap(List<PopReply.Popped> messages, ConsumerGroup wrappedGroup) {
        return messages.stream()
                .map(popped -> new PopReply.Popped(unwrap(popped.message(), wrappedGroup), popped.receipt()))
                .toList();
    }

    private Message unwrap(Message message, ConsumerGroup wrappedGroup) {
        return new RenamedMessage(
                message, namespace.unwrap(sentTo(message.topic(), wrappedGroup)), namespace.unwrap(message.queue()));
    }

    /** What was popped before is stored under a topic that names the group and the topic it was sent to. */
    private static String sentTo(String storedTopic, ConsumerGroup wrappedGroup) {
        String retries = wrappedGroup.retryTopic();
        return storedTopic.startsWith(retries) && storedTopic.length() > retries.length()
                ? storedTopic.substring(retries.length() + 1)
                : storedTopic;
    }
}
