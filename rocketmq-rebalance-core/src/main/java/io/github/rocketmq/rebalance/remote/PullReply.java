package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.Message;
import java.util.List;

/** A broker's answer to a {@link PullRequest}. */
public sealed interface PullReply {

    /**
     * Messages.
     *
     * @param messages in the order of their offsets; not yet filtered by tag, because brokers compare hashes only
     * @param nextOffset where to pull next
     * @param maxOffset the end of the queue
     * @param suggestedBrokerId the replica to pull from next
     */
    record Found(List<Message> messages, long nextOffset, long maxOffset, long suggestedBrokerId) implements PullReply {
        public Found {
            messages = List.copyOf(messages);
        }
    }

    /**
     * No message at the offset (code 19) or none that matches (code 20).
     *
     * @param nextOffset where to pull next; higher than asked for if non-matching messages were skipped
     * @param maxOffset the end of the queue
     * @param suggestedBrokerId the replica to pull from next
     */
    record NothingNew(long nextOffset, long maxOffset, long suggestedBrokerId) implements PullReply {}

    /**
     * The offset is outside the queue, or an operator has reset it (code 21).
     *
     * @param nextOffset where the broker wants the group to go on
     */
    record OffsetMoved(long nextOffset) implements PullReply {}

    /** The broker does not know the group or its current subscription yet (codes 24, 25, 26): it wants a heartbeat. */
    record HeartbeatWanted(String remark) implements PullReply {}

    /** The broker has no time for this request now (codes 2, 209, 210, 215). */
    record Throttled(String remark) implements PullReply {}

    /**
     * Messages came, and at least one cannot be read. Nothing behind {@code offset} may be taken for consumed.
     *
     * @param readable the messages before the broken one
     * @param offset of the first message that cannot be read, as far as that can be known
     * @param reason what is wrong with the bytes
     * @param rest the bytes from the broken message on; not copied
     */
    @SuppressWarnings("ArrayRecordComponent") // one owner from the socket to whoever buries them
    record Undecodable(List<Message> readable, long offset, String reason, byte[] rest) implements PullReply {
        public Undecodable {
            readable = List.copyOf(readable);
        }
    }
}
