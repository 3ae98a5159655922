package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.remote.PopBroker;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReceipt.Source;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import io.github.rocketmq.rebalance.remote.RemoteException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * One broker's popping in memory. As real ones do, it never checks whether a receipt still holds: an acknowledgement that
 * comes too late changes nothing, and a receipt shown twice makes the message come twice.
 */
public final class SimulatedPops implements PopBroker {

    private final String brokerName;
    private final SimulatedCluster cluster;
    private final SimulatedStore store;
    private final BooleanSupplier up;
    private final Map<String, Long> cursors = new HashMap<>();
    private final Map<Flight, Message> invisible = new HashMap<>();
    private final List<Held> held = new ArrayList<>();
    private final List<Integer> ackSizes = new ArrayList<>();
    private long lastPopTime;
    private int ackFailures;
    private int extensionFailures;
    private boolean batches = true;

    private record Held(PopRequest request, CompletableFuture<PopReply> answer) {}

    private record Flight(ConsumerGroup group, Source source, int queueId, long offset, long popTime) {}

    SimulatedPops(String brokerName, SimulatedCluster cluster, SimulatedStore store, BooleanSupplier up) {
        this.brokerName = brokerName;
        this.cluster = cluster;
        this.store = store;
        this.up = up;
    }

    /** How many messages each acknowledging request named, in order. */
    public List<Integer> ackSizes() {
        return ackSizes;
    }

    /** Messages popped and neither acknowledged nor visible again. */
    public int invisible() {
        return invisible.size();
    }

    /** The next acknowledgements get no answer, this many times. */
    public void failAcks(int times) {
        ackFailures = times;
    }

    /** The next changes of invisible times are refused, this many times. */
    public void failExtensions(int times) {
        extensionFailures = times;
    }

    /** Whether it knows requests that acknowledge several messages. */
    public void knowsBatches(boolean knows) {
        batches = knows;
    }

    void answerHeld() {
        List<Held> waiting = List.copyOf(held);
        for (Held each : waiting) {
            List<PopReply.Popped> found = take(each.request());
            if (!found.isEmpty()) {
                held.remove(each);
                each.answer().complete(new PopReply.Found(found, 0));
            }
        }
    }

    @Override
    public CompletionStage<PopReply> pop(PopRequest request) {
        CompletableFuture<PopReply> answer = new CompletableFuture<>();
        if (!up.getAsBoolean()) {
            answer.completeExceptionally(new RemoteException.NotConnected(brokerName + " is down", null));
            return answer;
        }
        cluster.call(() -> {
            List<PopReply.Popped> found = take(request);
            if (!found.isEmpty()) {
                answer.complete(new PopReply.Found(found, 0));
                return true;
            }
            Held waiting = new Held(request, answer);
            held.add(waiting);
            after(request.holdTime(), () -> {
                if (held.remove(waiting)) {
                    answer.complete(new PopReply.NothingNew());
                }
            });
            return true;
        });
        return answer;
    }

    @Override
    public CompletionStage<Boolean> awaitMessages(ConsumerGroup group, MessageQueue queue, Duration holdTime) {
        return cluster.call(() -> false);
    }

    @Override
    public CompletionStage<Void> ack(ConsumerGroup group, List<PopReceipt> receipts) {
        return call(() -> {
            if (ackFailures > 0) {
                ackFailures--;
                throw new RemoteException.OutcomeUnknown("no answer", null);
            }
            if (receipts.size() > 1 && !batches) {
                throw new RemoteException.Refused("no such request", 3);
            }
            ackSizes.add(receipts.size());
            receipts.forEach(receipt -> invisible.remove(flight(group, receipt)));
        });
    }

    @Override
    public CompletionStage<PopReceipt> changeInvisibleTime(ConsumerGroup group, PopReceipt receipt, Duration time) {
        PopReceipt[] renewed = new PopReceipt[1];
        return call(() -> {
                    if (extensionFailures > 0) {
                        extensionFailures--;
                        throw new RemoteException.Refused("not now", 1);
                    }
                    invisible.remove(flight(group, receipt));
                    List<Message> stored = store.read(receipt.queue(group), receipt.queueOffset(), 1);
                    renewed[0] = hide(group, receipt.topic(), receipt.source(), stored.get(0), time);
                })
                .thenApply(done -> renewed[0]);
    }

    private CompletionStage<Void> call(Runnable work) {
        if (!up.getAsBoolean()) {
            return CompletableFuture.failedStage(new RemoteException.NotConnected(brokerName + " is down", null));
        }
        return cluster.call(() -> {
                    work.run();
                    return true;
                })
                .thenAccept(done -> {});
    }

    private List<PopReply.Popped> take(PopRequest request) {
        String topic = request.queue().topic();
        List<PopReply.Popped> taken = new ArrayList<>();
        MessageQueue retries = new MessageQueue(Topic.popRetriesOf(topic, request.group()), brokerName, 0);
        take(request, retries, Source.RETRIES, taken);
        for (MessageQueue queue : cluster.allQueues(topic)) {
            boolean asked = request.queue().queueId() == MessageQueue.ANY_QUEUE
                    || request.queue().equals(queue);
            if (asked && queue.brokerName().equals(brokerName)) {
                take(request, queue, Source.TOPIC, taken);
            }
        }
        return taken;
    }

    private void take(PopRequest request, MessageQueue queue, Source source, List<PopReply.Popped> taken) {
        String cursor = request.group() + "@" + queue;
        long offset = cursors.getOrDefault(cursor, 0L);
        for (Message message : store.read(queue, offset, request.maxMessages() - taken.size())) {
            PopReceipt receipt =
                    hide(request.group(), request.queue().topic(), source, message, request.invisibleTime());
            taken.add(new PopReply.Popped(message, receipt));
            cursors.put(cursor, message.queueOffset() + 1);
        }
    }

    private PopReceipt hide(ConsumerGroup group, String topic, Source source, Message message, Duration time) {
        // Two batches of one millisecond differ all the same.
        lastPopTime = Math.max(lastPopTime + 1, cluster.scheduler().now());
        int queueId = message.queue().queueId();
        long offset = message.queueOffset();
        PopReceipt receipt =
                new PopReceipt(topic, source, brokerName, queueId, offset, offset, lastPopTime, time.toMillis(), 0);
        Flight flight = flight(group, receipt);
        invisible.put(flight, message);
        after(time, () -> {
            if (invisible.remove(flight) != null) {
                store.append(
                        new MessageQueue(Topic.popRetriesOf(topic, group), brokerName, 0),
                        message.messageId(),
                        topic,
                        message.reconsumeTimes() + 1,
                        message.properties());
                answerHeld();
            }
        });
        return receipt;
    }

    private void after(Duration time, Runnable task) {
        cluster.scheduler().at(cluster.scheduler().now() + time.toMillis(), task);
    }

    private static Flight flight(ConsumerGroup group, PopReceipt receipt) {
        return new Flight(group, receipt.source(), receipt.queueId(), receipt.queueOffset(), receipt.popTime());
    }
}
