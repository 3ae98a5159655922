package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Where one group's offsets live. Answers complete on any thread, exceptionally if the store could not be asked; a failed
 * answer is asked for again and never taken for "no offset".
 *
 * <p>The consumer never has two writes of one queue under way, and writes a smaller offset than before only when a broker
 * or an operator moved the group back. Methods are called on the consumer's loop and must not block it.
 */
public interface OffsetStore extends AutoCloseable {

    /** How far the group got; empty if it never committed for this queue. */
    CompletionStage<OptionalLong> read(MessageQueue queue);

    /** Stores how far the group got; completes when that is certain. */
    CompletionStage<Void> write(MessageQueue queue, long offset);

    /** Called when the member has left. */
    @Override
    default void close() {}
}
