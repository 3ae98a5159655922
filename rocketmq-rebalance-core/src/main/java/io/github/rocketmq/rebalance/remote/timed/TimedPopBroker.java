package io.github.rocketmq.rebalance.remote.timed;

import static io.github.rocketmq.rebalance.remote.timed.TimedBroker.NO_TOPIC;

import io.github.rocketmq.rebalance.api.RequestOperation;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The popping side of a broker of which every request is timed. */
final class TimedPopBroker implements PopBroker {

    private final PopBroker broker;
    private final Supplier<Optional<BrokerAddress>> address;
    private final RequestTimes times;

    TimedPopBroker(PopBroker broker, Supplier<Optional<BrokerAddress>> address, RequestTimes times) {
        this.broker = broker;
        this.address = address;
        this.times = times;
    }

    @Override
    public CompletionStage<PopReply> pop(PopRequest request) {
        return time(RequestOperation.POP, request.group(), request.queue().topic(), () -> broker.pop(request));
    }

    @Override
    public CompletionStage<Boolean> awaitMessages(ConsumerGroup group, MessageQueue queue, Duration holdTime) {
        return time(
                RequestOperation.AWAIT_MESSAGES,
                group,
                queue.topic(),
                () -> broker.awaitMessages(group, queue, holdTime));
    }

    @Override
    public CompletionStage<Void> ack(ConsumerGroup group, List<PopReceipt> receipts) {
        return time(RequestOperation.ACK, group, NO_TOPIC, () -> broker.ack(group, receipts));
    }

    @Override
    public CompletionStage<PopReceipt> changeInvisibleTime(ConsumerGroup group, PopReceipt receipt, Duration time) {
        return time(
                RequestOperation.CHANGE_INVISIBLE_TIME,
                group,
                receipt.topic(),
                () -> broker.changeInvisibleTime(group, receipt, time));
    }

    private <T> CompletionStage<T> time(
            RequestOperation operation, ConsumerGroup group, String topic, Supplier<CompletionStage<T>> request) {
        return times.time(operation, address, group, topic, request);
    }
}
