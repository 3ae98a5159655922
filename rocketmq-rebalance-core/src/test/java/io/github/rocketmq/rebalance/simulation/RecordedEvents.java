package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.FlowControlReason;
import io.github.rocketmq.rebalance.api.MessageOutcome;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.api.RequestEnd;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers what a client told, as text, without times. */
final class RecordedEvents implements ClientEvents {

    final List<String> told = new ArrayList<>();
    final List<RequestEnd> requests = new ArrayList<>();
    final List<Long> awaitedMillis = new ArrayList<>();
    final List<Duration> looks = new ArrayList<>();
    int inListener;
    int mostInListener;

    @Override
    public void requestEnded(RequestEnd request) {
        requests.add(request);
    }

    @Override
    public void rebalanced(ConsumerGroup group, RebalanceTrigger trigger, boolean successful, Duration took) {
        told.add("rebalanced " + trigger + " " + successful);
        looks.add(took);
    }

    @Override
    public void queuesAssigned(ConsumerGroup group, Set<MessageQueue> queues) {
        queues.forEach(queue -> told.add("assigned " + queue));
    }

    @Override
    public void queuesRevoked(ConsumerGroup group, Set<MessageQueue> queues) {
        queues.forEach(queue -> told.add("revoked " + queue));
    }

    @Override
    public void queuesLost(ConsumerGroup group, Set<MessageQueue> queues) {
        queues.forEach(queue -> told.add("lost " + queue));
    }

    @Override
    public void messageDelivered(ConsumerGroup group, Message message, long awaitedNanos, long latencyMillis) {
        told.add("delivered " + message.messageId());
        awaitedMillis.add(awaitedNanos / 1_000_000);
    }

    @Override
    public void listenerCalled(ConsumerGroup group) {
        inListener++;
        mostInListener = Math.max(mostInListener, inListener);
    }

    @Override
    public void listenerReturned(ConsumerGroup group) {
        inListener--;
    }

    @Override
    public void messageSettled(
            ConsumerGroup group, Message message, MessageOutcome outcome, @Nullable Throwable failure) {
        told.add("settled " + message.messageId() + " " + outcome
                + (failure == null ? "" : " " + failure.getClass().getSimpleName()));
    }

    @Override
    public void flowControlEntered(ConsumerGroup group, MessageQueue queue, FlowControlReason reason) {
        told.add("full " + queue + " " + reason);
    }

    @Override
    public void offsetCommitted(ConsumerGroup group, MessageQueue queue, @Nullable Throwable failure) {
        told.add("committed " + queue + (failure == null ? "" : " failed"));
    }
}
