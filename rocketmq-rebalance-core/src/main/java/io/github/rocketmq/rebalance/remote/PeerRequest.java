package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a broker asks of this client, mostly because an operator asked the broker. */
public sealed interface PeerRequest {

    /** Who asks. */
    BrokerAddress broker();

    /**
     * Go on elsewhere; request code 220, which wants no answer.
     *
     * @param broker who asks
     * @param group whose offsets move
     * @param offsets where to go on, for all queues of a topic on that broker, whoever holds them
     */
    record ResetOffsets(BrokerAddress broker, ConsumerGroup group, SortedMap<MessageQueue, Long> offsets)
            implements PeerRequest {
        public ResetOffsets {
            offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
        }
    }

    /**
     * How far are you; request code 221.
     *
     * @param broker who asks
     * @param group whose member is asked
     * @param topic of the queues in question; empty for all
     */
    record ConsumerStatus(BrokerAddress broker, ConsumerGroup group, String topic) implements PeerRequest {}

    /**
     * How are you; request code 307.
     *
     * @param broker who asks
     * @param group whose member is asked
     * @param threadDump whether to tell what all threads of this process do
     */
    record Running(BrokerAddress broker, ConsumerGroup group, boolean threadDump) implements PeerRequest {}

    /**
     * Call the listener with this message, now and without any consequence for offsets; request code 309.
     *
     * @param broker who asks
     * @param group whose listener is to be called
     * @param message as it is stored
     */
    record ConsumeDirectly(BrokerAddress broker, ConsumerGroup group, Message message) implements PeerRequest {}

    /**
     * What became of the transaction of this half message; request code 39, which wants no answer but a request 37.
     *
     * @param broker who asks
     * @param producerGroup any of whose members can tell
     * @param message the half message
     * @param transactionId the producer's
     * @param stateOffset of the half message in the broker's queue of half messages; request 37 repeats it
     */
    record CheckTransaction(
            BrokerAddress broker, String producerGroup, Message message, String transactionId, long stateOffset)
            implements PeerRequest {}
}
