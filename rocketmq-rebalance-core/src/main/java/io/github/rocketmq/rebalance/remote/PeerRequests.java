package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/**
 * Does what brokers ask. Called on an I/O thread: hands over and returns. An answer that fails tells the operator its
 * message.
 */
public interface PeerRequests {

    /** Moves the offsets of those queues that this client holds. */
    void resetOffsets(PeerRequest.ResetOffsets request);

    /** Everything before these offsets is consumed; the queues that this client holds and has a position in. */
    CompletionStage<SortedMap<MessageQueue, Long>> consumerStatus(PeerRequest.ConsumerStatus request);

    /** What a member holds and does. */
    CompletionStage<RunningInfo> running(PeerRequest.Running request);

    /** Calls the listener and tells how that went. */
    CompletionStage<DirectConsumption> consumeDirectly(PeerRequest.ConsumeDirectly request);

    /** Finds out what became of a transaction. */
    void checkTransaction(PeerRequest.CheckTransaction request);
}
