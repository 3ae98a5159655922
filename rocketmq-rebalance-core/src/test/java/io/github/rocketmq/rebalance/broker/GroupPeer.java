package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Set;

/** One member of a group, by whichever client. */
interface GroupPeer extends AutoCloseable {

    /** What a test calls it. */
    String name();

    /** The queues it consumes now, of the retry topic, too. */
    Set<MessageQueue> assignment();

    @Override
    void close();

    /**
     * One call of its listener.
     *
     * @param peer whose
     * @param queue where the message was read from; of the retry topic if it comes again
     * @param offset in that queue
     * @param messageId the same for all deliveries of a message
     * @param reconsumeTimes how often the group has given it back
     */
    record Delivery(String peer, MessageQueue queue, long offset, String messageId, int reconsumeTimes) {}

    /** What the test wants done. */
    @FunctionalInterface
    interface Handler {
        /** Whether the message is consumed; it comes again otherwise. */
        boolean isConsumed(Delivery delivery);
    }
}
