package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several listeners as one that never throws. */
final class AllClientEvents implements ClientEvents {

    private static final Logger log = LoggerFactory.getLogger(AllClientEvents.class);

    private final List<ClientEvents> listeners;

    AllClientEvents(List<ClientEvents> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void requestEnded(RequestEnd request) {
        tell(listener -> listener.requestEnded(request));
    }

    @Override
    public void connectionOpened(String host, int port, boolean again) {
        tell(listener -> listener.connectionOpened(host, port, again));
    }

    @Override
    public void connectionClosed(String host, int port) {
        tell(listener -> listener.connectionClosed(host, port));
    }

    @Override
    public void rebalanced(ConsumerGroup group, RebalanceTrigger trigger, boolean successful, Duration took) {
        tell(listener -> listener.rebalanced(group, trigger, successful, took));
    }

    @Override
    public void queuesAssigned(ConsumerGroup group, Set<MessageQueue> queues) {
        tell(listener -> listener.queuesAssigned(group, queues));
    }

    @Override
    public void queuesRevoked(ConsumerGroup group, Set<MessageQueue> queues) {
        tell(listener -> listener.queuesRevoked(group, queues));
    }

    @Override
    public void queuesLost(ConsumerGroup group, Set<MessageQueue> queues) {
        tell(listener -> listener.queuesLost(group, queues));
    }

    @Override
    public void messageDelivered(ConsumerGroup group, Message message, long awaitedNanos, long latencyMillis) {
        tell(listener -> listener.messageDelivered(group, message, awaitedNanos, latencyMillis));
    }

    @Override
    public void listenerCalled(ConsumerGroup group) {
        tell(listener -> listener.listenerCalled(group));
    }

    @Override
    public void listenerReturned(ConsumerGroup group) {
        tell(listener -> listener.listenerReturned(group));
    }

    @Override
    public void messageSettled(
            ConsumerGroup group, Message message, MessageOutcome outcome, @Nullable Throwable failure) {
        tell(listener -> listener.messageSettled(group, message, outcome, failure));
    }

    @Override
    public void undecodableBuried(ConsumerGroup group, MessageQueue queue) {
        tell(listener -> listener.undecodableBuried(group, queue));
    }

    @Override
    public void flowControlEntered(ConsumerGroup group, MessageQueue queue, FlowControlReason reason) {
        tell(listener -> listener.flowControlEntered(group, queue, reason));
    }

    @Override
    public void offsetCommitted(ConsumerGroup group, MessageQueue queue, @Nullable Throwable failure) {
        tell(listener -> listener.offsetCommitted(group, queue, failure));
    }

    private void tell(Consumer<ClientEvents> event) {
        for (ClientEvents listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                log.warn(
                        "{} failed on an event of the client",
                        listener.getClass().getName(),
                        e);
            }
        }
    }
}
