package io.github.rocketmq.rebalance.model;

/**
 * Where a sent message was stored.
 *
 * @param messageId the id the producer gave it
 * @param offsetMessageId the id of its place in the broker's store
 * @param queue the queue it was appended to
 * @param queueOffset its position in that queue
 * @param durability how far the broker got before it answered
 */
public record SendReceipt(
        String messageId, String offsetMessageId, MessageQueue queue, long queueOffset, Durability durability) {

    /** How far the broker got before it answered; the message is stored in every case. */
    public enum Durability {
        /** As far as the broker is configured to go. */
        AS_CONFIGURED,
        /** The broker flushes synchronously and did not finish in time. */
        FLUSH_TIMED_OUT,
        /** The broker replicates synchronously and no slave answered in time. */
        REPLICATION_TIMED_OUT,
        /** The broker replicates synchronously and has no slave. */
        NO_SLAVE
    }
}
