package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Sends messages. Safe for use by any thread; one per application is enough.
 *
 * <p>A message without a queue goes to the topic's writable queues in turn and, if a broker fails, is tried on another
 * broker; so a message may be stored twice if only the answer was lost.
 */
public interface Producer extends AutoCloseable {

    /**
     * Sends and waits for the broker's confirmation.
     *
     * @throws SendFailedException if no broker confirmed it
     */
    SendReceipt send(OutgoingMessage message);

    /**
     * Sends to one queue and waits for the broker's confirmation; only that broker is tried.
     *
     * @throws SendFailedException if the broker did not confirm it
     */
    SendReceipt send(OutgoingMessage message, MessageQueue queue);

    /** Sends without waiting; completes with the receipt, or exceptionally with a {@link SendFailedException}. */
    CompletionStage<SendReceipt> sendAsync(OutgoingMessage message);

    /** Sends to one queue without waiting. */
    CompletionStage<SendReceipt> sendAsync(OutgoingMessage message, MessageQueue queue);

    /**
     * The queues to which the topic can be written now, in order.
     *
     * @throws RocketMqException if no name server knows the topic
     */
    List<MessageQueue> queues(String topic);

    @Override
    void close();
}
