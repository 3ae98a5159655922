package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.CommittedOffset;
import java.util.concurrent.CompletionStage;

/** Where a group's offsets live. Answers complete on any thread, exceptionally if the store could not be asked. */
public interface OffsetStore {

    /** How far the group got; that it never committed is an answer, that the store is away is a failure. */
    CompletionStage<CommittedOffset> read(MessageQueue queue);

    /** Stores how far the group got; completes when that is confirmed. */
    CompletionStage<Void> write(MessageQueue queue, long offset);
}
