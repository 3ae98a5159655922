package io.github.rocketmq.rebalance.remote.namespace;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.PeerRequest;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RunningInfo;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** What brokers ask in their names, asked in those of one namespace and answered the other way round. */
final class NamespacedRequests implements PeerRequests {

    private final PeerRequests requests;
    private final Namespace namespace;

    NamespacedRequests(PeerRequests requests, Namespace namespace) {
        this.requests = requests;
        this.namespace = namespace;
    }

    @Override
    public void resetOffsets(PeerRequest.ResetOffsets request) {
        requests.resetOffsets(new PeerRequest.ResetOffsets(
                request.broker(), namespace.unwrap(request.group()), renamed(request.offsets(), namespace::unwrap)));
    }

    @Override
    public CompletionStage<SortedMap<MessageQueue, Long>> consumerStatus(PeerRequest.ConsumerStatus request) {
        return requests.consumerStatus(new PeerRequest.ConsumerStatus(
                        request.broker(), namespace.unwrap(request.group()), namespace.unwrap(request.topic())))
                .thenApply(offsets -> renamed(offsets, namespace::wrap));
    }

    @Override
    public CompletionStage<RunningInfo> running(PeerRequest.Running request) {
        return requests.running(new PeerRequest.Running(
                        request.broker(), namespace.unwrap(request.group()), request.threadDump()))
                .thenApply(info -> {
                    SortedMap<String, RunningInfo.TopicRates> topics = new TreeMap<>();
                    info.topics().forEach((topic, rates) -> topics.put(namespace.wrap(topic), rates));
                    return new RunningInfo(
                            info.properties(),
                            info.subscriptions().stream().map(namespace::wrap).toList(),
                            info.subscriptionVersion(),
                            renamed(info.queues(), namespace::wrap),
                            topics,
                            info.threadDump());
                });
    }

    @Override
    public CompletionStage<DirectConsumption> consumeDirectly(PeerRequest.ConsumeDirectly request) {
        return requests.consumeDirectly(new PeerRequest.ConsumeDirectly(
                request.broker(), namespace.unwrap(request.group()), unwrap(request.message())));
    }

    @Override
    public void checkTransaction(PeerRequest.CheckTransaction request) {
        requests.checkTransaction(new PeerRequest.CheckTransaction(
                request.broker(),
                namespace.unwrap(request.producerGroup()),
                unwrap(request.message()),
                request.transactionId(),
                request.stateOffset()));
    }

    private Message unwrap(Message message) {
        return namespace.unwrap(message, namespace.unwrap(message.queue()));
    }

    private static <V> SortedMap<MessageQueue, V> renamed(
            SortedMap<MessageQueue, V> queues, UnaryOperator<MessageQueue> rename) {
        SortedMap<MessageQueue, V> renamed = new TreeMap<>();
        queues.forEach((queue, value) -> renamed.put(rename.apply(queue), value));
        return renamed;
    }
}
