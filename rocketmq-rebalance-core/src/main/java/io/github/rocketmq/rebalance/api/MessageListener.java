package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.Message;

/**
 * The application's code for one message.
 *
 * <p>Called by many worker threads at once, for different messages. May block. An exception sends the message to the
 * group's retry topic.
 */
@FunctionalInterface
public interface MessageListener {

    /** Handles one message and says what becomes of it. */
    ConsumeResult onMessage(Message message) throws Exception;
}
