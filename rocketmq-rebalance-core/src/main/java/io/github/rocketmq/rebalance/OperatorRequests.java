package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.consumer.GroupConsumer;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.PeerRequest;
import io.github.rocketmq.rebalance.remote.PeerRequests;
import io.github.rocketmq.rebalance.remote.RunningInfo;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands what brokers ask to the consumer of the group in question. Safe for use by any thread. */
final class OperatorRequests implements PeerRequests {

    private static final Logger log = LoggerFactory.getLogger(OperatorRequests.class);

    private final Map<ConsumerGroup, GroupConsumer> consumers;
    private final String nameServers;
    private final AtomicBoolean transactionSeen = new AtomicBoolean();

    /**
     * @param consumers those of this client, now and later
     * @param nameServers for operators to read
     */
    OperatorRequests(Map<ConsumerGroup, GroupConsumer> consumers, String nameServers) {
        this.consumers = consumers;
        this.nameServers = nameServers;
    }

    @Override
    public void resetOffsets(PeerRequest.ResetOffsets request) {
        log.info(
                "{} has group '{}' go on elsewhere in {} queues",
                request.broker(),
                request.group(),
                request.offsets().size());
        GroupConsumer consumer = consumers.get(request.group());
        if (consumer == null) {
            log.warn("{}; nothing is reset", unknown(request.group()));
        } else {
            consumer.resetOffsets(request.offsets());
        }
    }

    @Override
    public CompletionStage<SortedMap<MessageQueue, Long>> consumerStatus(PeerRequest.ConsumerStatus request) {
        return ask(
                request.group(),
                consumer ->
                        CompletableFuture.completedStage(consumer.operations().consumedOffsets(request.topic())));
    }

    @Override
    public CompletionStage<RunningInfo> running(PeerRequest.Running request) {
        return ask(request.group(), consumer -> {
            RunningInfo info = consumer.operations().runningInfo().with(RunningInfo.Property.NAME_SERVERS, nameServers);
            return request.threadDump()
                    ? ThreadDump.take().thenApply(info::withThreadDump)
                    : CompletableFuture.completedStage(info);
        });
    }

    @Override
    public CompletionStage<DirectConsumption> consumeDirectly(PeerRequest.ConsumeDirectly request) {
        return ask(request.group(), consumer -> consumer.operations().consumeDirectly(request.message()));
    }

    @Override
    public void checkTransaction(PeerRequest.CheckTransaction request) {
        if (!transactionSeen.getAndSet(true)) {
            log.debug(
                    "{} asks producer group '{}' what became of transaction {} (half message at {} of {}), and goes on"
                            + " asking: to answer, a producer needs to know its transactions and to end them by request 37",
                    request.broker(),
                    request.producerGroup(),
                    request.transactionId(),
                    request.stateOffset(),
                    request.message().queue());
        }
    }

    private <T> CompletionStage<T> ask(ConsumerGroup group, Function<GroupConsumer, CompletionStage<T>> question) {
        GroupConsumer consumer = consumers.get(group);
        return consumer == null
                ? CompletableFuture.failedStage(new IllegalArgumentException(unknown(group)))
                : question.apply(consumer);
    }

    private static String unknown(ConsumerGroup group) {
        return "this client has no consumer of group '" + group + "'";
    }
}
