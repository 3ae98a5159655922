package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pull's body, stored messages one behind the other, into {@link StoredMessage}s. Only lengths are walked; the rest
 * is decoded when somebody asks for it ({@code MessageDecoder} of Apache's common module).
 */
public final class StoredMessageDecoder {

    /** What brokers put into one answer at most by default. */
    private static final int USUAL_COUNT = 32;

    private static final int QUEUE_ID_AT = 12;
    private static final long UNKNOWN_OFFSET = -1;

    private StoredMessageDecoder() {}

    /**
     * What a body holds.
     *
     * @param messages what can be read, in order
     * @param broken where reading ended before the end; empty if everything could be read
     */
    public record Batch(List<Message> messages, Optional<Broken> broken) {}

    /**
     * The first message that cannot be read.
     *
     * @param offset its position in the queue, as far as that can be known
     * @param reason what is wrong with it
     * @param rest the bytes from it on
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Broken(long offset, String reason, byte[] rest) {}

    /**
     * Reads a body. Never throws, whatever the bytes are.
     *
     * @param body kept by the messages; do not write to it
     * @param queue that was pulled; stored queue ids of logical queues differ from it
     * @param askedOffset the offset the pull started at
     * @param offsetDelta what to add to stored queue offsets; 0 but for logical queues
     */
    public static Batch decode(byte[] body, MessageQueue queue, long askedOffset, long offsetDelta) {
        List<Message> messages = new ArrayList<>(USUAL_COUNT);
        StoredLayout layout = new StoredLayout(body);
        PulledBytes pulled = new PulledBytes(body, queue, queue.topic(), offsetDelta);
        byte[] topic = pulled.topic.getBytes(StandardCharsets.UTF_8);
        long next = askedOffset;
        for (int at = 0; at < body.length; at = layout.end()) {
            String wrong = layout.moveTo(at);
            if (wrong != null) {
                return broken(messages, next, wrong + " (byte " + at + " of " + body.length + ")", body, at);
            }
            if (!layout.topicIs(topic)) {
                topic = layout.topicBytes();
                pulled = new PulledBytes(body, queue, new String(topic, StandardCharsets.UTF_8), offsetDelta);
            }
            StoredMessage message = new StoredMessage(pulled, layout);
            wrong = misplaced(message, messages);
            if (wrong == null && InnerBatch.isOne(message)) {
                next = message.queueOffset();
                wrong = InnerBatch.unwrap(message, askedOffset, messages);
            } else if (wrong == null) {
                messages.add(message);
            }
            if (wrong != null) {
                return broken(messages, next, wrong, body, at);
            }
            next = messages.isEmpty()
                    ? askedOffset
                    : messages.get(messages.size() - 1).queueOffset() + 1;
        }
        return new Batch(messages, Optional.empty());
    }

    /**
     * Reads the body of a pop, which mixes the queues of a topic. Never throws, whatever the bytes are.
     *
     * @param body kept by the messages; do not write to it
     * @param topic that was popped; messages that come again may be stored under another one
     * @param brokerName where from
     */
    public static Batch decodePopped(byte[] body, String topic, String brokerName) {
        List<Message> messages = new ArrayList<>(USUAL_COUNT);
        StoredLayout layout = new StoredLayout(body);
        for (int at = 0; at < body.length; at = layout.end()) {
            String wrong = layout.moveTo(at);
            if (wrong != null) {
                return broken(messages, UNKNOWN_OFFSET, wrong + " (byte " + at + " of " + body.length + ")", body, at);
            }
            MessageQueue queue = new MessageQueue(topic, brokerName, Bytes.getInt(body, at + QUEUE_ID_AT));
            String storedTopic = new String(layout.topicBytes(), StandardCharsets.UTF_8);
            StoredMessage message = new StoredMessage(new PulledBytes(body, queue, storedTopic, 0), layout);
            if (InnerBatch.isOne(message)) {
                return broken(
                        messages,
                        UNKNOWN_OFFSET,
                        "an inner batch, whose messages cannot be acknowledged one by one",
                        body,
                        at);
            }
            messages.add(message);
        }
        return new Batch(messages, Optional.empty());
    }

    private static Batch broken(List<Message> before, long offset, String reason, byte[] body, int at) {
        byte[] rest = Arrays.copyOfRange(body, at, body.length);
        return new Batch(before, Optional.of(new Broken(offset, reason, rest)));
    }

    /** What makes a well-formed message no next one of its queue, or null: passing it on would lose messages unseen. */
    private static @Nullable String misplaced(StoredMessage message, List<Message> before) {
        if (!before.isEmpty()) {
            long last = before.get(before.size() - 1).queueOffset();
            if (message.queueOffset() <= last) {
                return "a message with offset " + message.queueOffset() + " behind the one with offset " + last;
            }
        }
        return null;
    }
}
