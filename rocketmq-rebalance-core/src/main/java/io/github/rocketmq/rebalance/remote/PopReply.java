package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.Message;
import java.util.List;

/** A broker's answer to a {@link PopRequest}. */
public sealed interface PopReply {

    /**
     * A message and what acknowledges it.
     *
     * @param message as stored; its topic may be that of the group's retries
     * @param receipt where it came from and until when it is invisible to others
     */
    record Popped(Message message, PopReceipt receipt) {}

    /**
     * Messages.
     *
     * @param messages not yet filtered by tag, because brokers compare hashes only
     * @param left how many more the broker has for the group, about
     */
    record Found(List<Popped> messages, long left) implements PopReply {
        public Found {
            messages = List.copyOf(messages);
        }
    }

    /** No message came while the broker held the request (codes 19, 210). */
    record NothingNew() implements PopReply {}

    /** The broker has no time or no place for this request now (codes 2, 209, 215). */
    record Throttled(String remark) implements PopReply {}

    /** The broker does not know the group yet (code 26): it wants a heartbeat. */
    record HeartbeatWanted(String remark) implements PopReply {}

    /**
     * Messages came, and at least one cannot be read. It and those behind it come again when their invisible time ends.
     *
     * @param readable the messages before the broken one
     * @param reason what is wrong with the bytes
     */
    record Undecodable(List<Popped> readable, String reason) implements PopReply {
        public Undecodable {
            readable = List.copyOf(readable);
        }
    }
}
