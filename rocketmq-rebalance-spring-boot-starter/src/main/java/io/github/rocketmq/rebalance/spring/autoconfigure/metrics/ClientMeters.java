package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.FlowControlReason;
import io.github.rocketmq.rebalance.api.MessageOutcome;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.api.RequestEnd;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts and times what clients tell. Safe for use by any thread; waits for nobody. */
final class ClientMeters implements ClientEvents {

    private final MeterRegistry registry;
    private final RequestMeters requests;
    private final ConnectionMeters connections;
    private final Map<ConsumerGroup, GroupMeters> groups = new ConcurrentHashMap<>();

    /**
     * Meters into a registry.
     *
     * @param sendsAreObserved whether sent messages have an observation of their own, so that they are not counted twice
     */
    ClientMeters(MeterRegistry registry, boolean sendsAreObserved) {
        this.registry = registry;
        this.requests = new RequestMeters(registry, sendsAreObserved);
        this.connections = new ConnectionMeters(registry);
    }

    /** Threads that are in the listener of a group now. */
    long activeThreads(ConsumerGroup group) {
        return of(group).activeThreads();
    }

    @Override
    public void requestEnded(RequestEnd request) {
        requests.ended(request);
    }

    @Override
    public void connectionOpened(String host, int port, boolean again) {
        connections.opened(host, again);
    }

    @Override
    public void connectionClosed(String host, int port) {
        connections.closed(host);
    }

    @Override
    public void rebalanced(ConsumerGroup group, RebalanceTrigger trigger, boolean successful, Duration took) {
        of(group).rebalanced(trigger, successful, took);
    }

    @Override
    public void queuesAssigned(ConsumerGroup group, Set<MessageQueue> queues) {
        of(group).moved(queues, "assigned");
    }

    @Override
    public void queuesRevoked(ConsumerGroup group, Set<MessageQueue> queues) {
        of(group).moved(queues, "revoked");
    }

    @Override
    public void queuesLost(ConsumerGroup group, Set<MessageQueue> queues) {
        of(group).moved(queues, "lost");
    }

    @Override
    public void messageDelivered(ConsumerGroup group, Message message, long awaitedNanos, long latencyMillis) {
        of(group).of(message.topic()).delivered(awaitedNanos, latencyMillis);
    }

    @Override
    public void listenerCalled(ConsumerGroup group) {
        of(group).called();
    }

    @Override
    public void listenerReturned(ConsumerGroup group) {
        of(group).returned();
    }

    @Override
    public void messageSettled(
            ConsumerGroup group, Message message, MessageOutcome outcome, @Nullable Throwable failure) {
        of(group).of(message.topic()).settled(outcome, failure);
    }

    @Override
    public void undecodableBuried(ConsumerGroup group, MessageQueue queue) {
        of(group).of(queue.topic()).deadLetter(MessageOutcome.DEAD_LETTER_UNDECODABLE);
    }

    @Override
    public void flowControlEntered(ConsumerGroup group, MessageQueue queue, FlowControlReason reason) {
        of(group).of(queue.topic()).flowControl(reason);
    }

    @Override
    public void offsetCommitted(ConsumerGroup group, MessageQueue queue, @Nullable Throwable failure) {
        of(group).of(queue.topic()).committed(failure == null);
    }

    private GroupMeters of(ConsumerGroup group) {
        GroupMeters known = groups.get(group);
        return known != null ? known : groups.computeIfAbsent(group, named -> new GroupMeters(registry, named.name()));
    }
}
