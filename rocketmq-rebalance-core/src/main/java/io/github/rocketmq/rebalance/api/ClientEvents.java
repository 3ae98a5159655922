package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens inside a client, for metrics.
 *
 * <p>Methods are called where it happens: on the client's loops, on I/O threads and on workers, several at once. Return
 * quickly, never block, and call nothing of the consumer that waits. What they throw is logged and goes no further.
 */
public interface ClientEvents {

    /** Hears nothing; a client that is given this one does not even measure. */
    ClientEvents NONE = new ClientEvents() {};

    /** Tells all of these, in order; {@link #NONE} if there are none. What one of them throws is kept from the others. */
    static ClientEvents all(Collection<? extends ClientEvents> listeners) {
        List<ClientEvents> wanted = listeners.stream()
                .filter(listener -> listener != NONE)
                .map(ClientEvents.class::cast)
                .toList();
        return wanted.isEmpty() ? NONE : new AllClientEvents(wanted);
    }

    /** A request to a broker or name server was answered, or was not. */
    default void requestEnded(RequestEnd request) {}

    /**
     * A connection opened.
     *
     * @param host the server's name or IP address, as its route or the configuration names it
     * @param port the server's port
     * @param again whether there was one to this server before
     */
    default void connectionOpened(String host, int port, boolean again) {}

    /** A connection that was open closed, or is used no more because the server asked to leave it. */
    default void connectionClosed(String host, int port) {}

    /**
     * A look at the group ended.
     *
     * @param trigger why it was taken
     * @param successful whether nothing that matters was missing
     * @param took from the first question to the decision
     */
    default void rebalanced(ConsumerGroup group, RebalanceTrigger trigger, boolean successful, Duration took) {}

    /** These queues are consumed from now on. */
    default void queuesAssigned(ConsumerGroup group, Set<MessageQueue> queues) {}

    /** These queues were given up, and their offsets are committed. */
    default void queuesRevoked(ConsumerGroup group, Set<MessageQueue> queues) {}

    /** These queues went to others before they could be given up properly. */
    default void queuesLost(ConsumerGroup group, Set<MessageQueue> queues) {}

    /**
     * A message is about to be given to the listener; on the worker.
     *
     * @param awaitedNanos how long it waited in this member's memory, to the millisecond
     * @param latencyMillis since the producer made it, by the clocks of the two machines; never negative
     */
    default void messageDelivered(ConsumerGroup group, Message message, long awaitedNanos, long latencyMillis) {}

    /** A call of the listener begins on this thread. */
    default void listenerCalled(ConsumerGroup group) {}

    /** A call of the listener that began on this thread returned; an asynchronous one may not have answered yet. */
    default void listenerReturned(ConsumerGroup group) {}

    /**
     * What becomes of a delivered message is decided: once for each delivery. What a listener answers after its time is not
     * told.
     *
     * @param failure what the listener threw; null if it threw nothing
     */
    default void messageSettled(
            ConsumerGroup group, Message message, MessageOutcome outcome, @Nullable Throwable failure) {}

    /** The bytes of a message that could not be read are in the dead-letter topic; no listener ever saw it. */
    default void undecodableBuried(ConsumerGroup group, MessageQueue queue) {}

    /** A queue is pulled no further until messages of it are done. */
    default void flowControlEntered(ConsumerGroup group, MessageQueue queue, FlowControlReason reason) {}

    /**
     * A commit of one queue's offset ended.
     *
     * @param failure why the store did not confirm it; null if it did
     */
    default void offsetCommitted(ConsumerGroup group, MessageQueue queue, @Nullable Throwable failure) {}
}
