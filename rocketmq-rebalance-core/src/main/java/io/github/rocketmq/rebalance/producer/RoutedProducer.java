package io.github.rocketmq.rebalance.producer;

import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.api.RocketMqException;
import io.github.rocketmq.rebalance.api.SendFailedException;
import io.github.rocketmq.rebalance.client.RouteKnowledge;
import io.github.rocketmq.rebalance.client.RouteWatcher;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.github.rocketmq.rebalance.remote.BrokerAddress;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link Producer} that finds a topic's queues by its route and takes them in turn. */
public final class RoutedProducer implements Producer {

    private static final int MOST_ATTEMPTS = 3;

    /** Of a topic that brokers create when somebody first sends to it. */
    private static final String TOPIC_TEMPLATE = "TBW102";

    /** What a send asks a broker to create a topic with; only queues below it exist then. */
    private static final int TEMPLATE_QUEUES = 4;

    private final SharedClient client;
    private final String group;
    private final Runnable onClose;
    private final Map<String, RouteWatcher.Watch> watches = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param group the producer group's name
     * @param onClose called once, when it is closed
     */
    public RoutedProducer(SharedClient client, String group, Runnable onClose) {
        this.client = client;
        this.group = group;
        this.onClose = onClose;
    }

    @Override
    public SendReceipt send(OutgoingMessage message) {
        return await(sendAsync(message));
    }

    @Override
    public SendReceipt send(OutgoingMessage message, MessageQueue queue) {
        return await(sendAsync(message, queue));
    }

    @Override
    public CompletionStage<SendReceipt> sendAsync(OutgoingMessage message) {
        checkOpen();
        return writable(message.topic()).thenCompose(queues -> attempt(message, queues, 1, Optional.empty()));
    }

    @Override
    public CompletionStage<SendReceipt> sendAsync(OutgoingMessage message, MessageQueue queue) {
        checkOpen();
        if (!queue.topic().equals(message.topic())) {
            throw new IllegalArgumentException("message for topic '" + message.topic() + "' cannot be sent to queue "
                    + queue + " of another topic");
        }
        return writable(message.topic()).thenCompose(queues -> {
            if (!queues.contains(queue)) {
                return CompletableFuture.failedStage(new SendFailedException(
                        "queue " + queue + " is not among the " + queues.size() + " writable queues of its topic",
                        null));
            }
            return sendTo(message, queue)
                    .exceptionallyCompose(failure -> CompletableFuture.failedStage(
                            refused(message, queue, 1, RemoteException.causeOf(failure))));
        });
    }

    @Override
    public List<MessageQueue> queues(String topic) {
        checkOpen();
        return await(writable(topic));
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            watches.values().forEach(RouteWatcher.Watch::close);
            onClose.run();
        }
    }

    private CompletionStage<SendReceipt> attempt(
            OutgoingMessage message, List<MessageQueue> queues, int number, Optional<String> avoidBroker) {
        MessageQueue queue = choose(queues, avoidBroker);
        return sendTo(message, queue).exceptionallyCompose(failure -> {
            if (number >= MOST_ATTEMPTS) {
                return CompletableFuture.failedStage(refused(message, queue, number, RemoteException.causeOf(failure)));
            }
            return attempt(message, queues, number + 1, Optional.of(queue.brokerName()));
        });
    }

    /** The next queue in turn, of another broker than the one that just failed if there is one. */
    private MessageQueue choose(List<MessageQueue> queues, Optional<String> avoidBroker) {
        List<MessageQueue> others = avoidBroker.isEmpty()
                ? queues
                : queues.stream()
                        .filter(queue -> !queue.brokerName().equals(avoidBroker.get()))
                        .toList();
        List<MessageQueue> from = others.isEmpty() ? queues : others;
        return from.get(Math.floorMod(turn.getAndIncrement(), from.size()));
    }

    private CompletionStage<SendReceipt> sendTo(OutgoingMessage message, MessageQueue queue) {
        Optional<BrokerAddress> master = client.routes().master(queue.brokerName());
        if (master.isEmpty()) {
            return CompletableFuture.failedStage(
                    new RocketMqException("broker '" + queue.brokerName() + "' has no master in any known route"));
        }
        return client.cluster().broker(master.get()).send(group, message, queue);
    }

    private CompletionStage<List<MessageQueue>> writable(String topic) {
        watches.computeIfAbsent(topic, watched -> client.routes().watch(Set.of(watched), changed -> {}));
        return client.routes().current(topic).thenCompose(knowledge -> {
            if (knowledge instanceof RouteKnowledge.UnknownTopic unknown) {
                return viaTemplate(topic, unknown);
            }
            return writable(topic, knowledge, topic);
        });
    }

    /** Brokers that create topics on demand announce so by a template topic, whose route then stands for the new one. */
    private CompletionStage<List<MessageQueue>> viaTemplate(String topic, RouteKnowledge.UnknownTopic unknown) {
        return client.routes()
                .current(TOPIC_TEMPLATE)
                .thenCompose(template -> writable(
                        topic, template instanceof RouteKnowledge.UnknownTopic ? unknown : template, TOPIC_TEMPLATE));
    }

    private CompletionStage<List<MessageQueue>> writable(String topic, RouteKnowledge knowledge, String routedBy) {
        if (knowledge instanceof RouteKnowledge.Known known) {
            List<MessageQueue> queues = known.route().writableQueues().stream()
                    .filter(queue -> routedBy.equals(topic) || queue.queueId() < TEMPLATE_QUEUES)
                    .map(queue -> new MessageQueue(topic, queue.brokerName(), queue.queueId()))
                    .toList();
            if (!queues.isEmpty()) {
                return CompletableFuture.completedStage(queues);
            }
            return CompletableFuture.failedStage(new SendFailedException(
                    "topic '" + topic + "' has no writable queue on a broker with a master (route of '" + routedBy
                            + "')",
                    null));
        }
        String reason = knowledge instanceof RouteKnowledge.Unreachable unreachable
                ? unreachable.reason()
                : "the name server knows no topic '" + ((RouteKnowledge.UnknownTopic) knowledge).topic()
                        + "' and the brokers create none on demand; create it (mqadmin updateTopic) or check its name";
        return CompletableFuture.failedStage(
                new SendFailedException("message for topic '" + topic + "' cannot be sent: " + reason, null));
    }

    private static SendFailedException refused(
            OutgoingMessage message, MessageQueue queue, int attempts, Throwable cause) {
        return new SendFailedException(
                "message for topic '" + message.topic() + "' was not confirmed after " + attempts
                        + " attempts, the last one to " + queue + ": " + cause.getMessage(),
                cause);
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("producer of group '" + group + "' is closed");
        }
    }

    private static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            if (RemoteException.causeOf(e) instanceof RocketMqException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
