package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.Message;
import java.util.concurrent.CompletionStage;

/**
 * The application's code for one message, which answers when it is done without keeping a thread until then.
 *
 * <p>Called by worker threads, for different messages at once. A message counts against the consumer's concurrency until
 * its stage completes. An exception, thrown or in the stage, counts as {@link ConsumeResult#retry()}.
 */
@FunctionalInterface
public interface AsyncMessageListener {

    /** Begins to handle one message; the stage says what becomes of it. */
    CompletionStage<ConsumeResult> onMessage(Message message) throws Exception;
}
