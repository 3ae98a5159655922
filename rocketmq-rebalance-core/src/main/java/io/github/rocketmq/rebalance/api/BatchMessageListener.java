package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.Message;
import java.util.List;

/**
 * The application's code for several messages of one queue at a time, in the order of their offsets.
 *
 * <p>Called by many worker threads at once, for different messages. May block. An exception counts as retry for all of
 * them.
 */
@FunctionalInterface
public interface BatchMessageListener {

    /**
     * Handles messages and says what becomes of each.
     *
     * @param messages 1 to {@link ConsumeOptions#batchSize()} of one queue; not to be changed
     */
    BatchResult onMessages(List<Message> messages) throws Exception;
}
