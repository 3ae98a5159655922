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

    private static final int MAGIC_V1 = -626843481;
    private static final int MAGIC_V2 = -626843477;
    private static final int BORN_HOST_IPV6 = 0x10;
    private static final int STORE_HOST_IPV6 = 0x20;
    private static final int INNER_BATCH = 0x80;
    private static final int FIXED_PREFIX = 48;
    private static final int QUEUE_ID_AT = 12;
    private static final int SYS_FLAG_AT = 36;
    private static final long UNKNOWN_OFFSET = -1;
    private static final String INNER_BATCH_TEXT =
            "an inner batch, which holds several messages and which this client cannot open";

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
     */
    public record Broken(long offset, String reason) {}

    /**
     * Reads a body. Never throws, whatever the bytes are.
     *
     * @param body kept by the messages; do not write to it
     * @param queue that was pulled; stored queue ids of logical queues differ from it
     * @param askedOffset the offset the pull started at
     * @param offsetDelta what to add to stored queue offsets; 0 but for logical queues
     */
    public static Batch decode(byte[] body, MessageQueue queue, long askedOffset, long offsetDelta) {
        List<Message> messages = new ArrayList<>();
        long next = askedOffset;
        String topic = queue.topic();
        byte[] topicBytes = topic.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (at < body.length) {
            Layout layout = new Layout(body, at);
            String wrong = layout.check();
            if (wrong != null) {
                return new Batch(
                        messages, Optional.of(new Broken(next, wrong + " (byte " + at + " of " + body.length + ")")));
            }
            if (!layout.topicIs(topicBytes)) {
                topicBytes = layout.topicBytes();
                topic = new String(topicBytes, StandardCharsets.UTF_8);
            }
            StoredMessage message = new StoredMessage(body, layout, queue, topic, offsetDelta);
            wrong = misplaced(message, messages);
            if (wrong != null) {
                return new Batch(messages, Optional.of(new Broken(next, wrong)));
            }
            messages.add(message);
            next = message.queueOffset() + 1;
            at += layout.size;
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
        List<Message> messages = new ArrayList<>();
        int at = 0;
        while (at < body.length) {
            Layout layout = new Layout(body, at);
            String wrong = layout.check();
            if (wrong == null && (Bytes.getInt(body, at + SYS_FLAG_AT) & INNER_BATCH) != 0) {
                wrong = INNER_BATCH_TEXT;
            }
            if (wrong != null) {
                Broken broken = new Broken(UNKNOWN_OFFSET, wrong + " (byte " + at + " of " + body.length + ")");
                return new Batch(messages, Optional.of(broken));
            }
            MessageQueue queue = new MessageQueue(topic, brokerName, Bytes.getInt(body, at + QUEUE_ID_AT));
            String storedTopic = new String(layout.topicBytes(), StandardCharsets.UTF_8);
            messages.add(new StoredMessage(body, layout, queue, storedTopic, 0));
            at += layout.size;
        }
        return new Batch(messages, Optional.empty());
    }

    /** What makes a well-formed message no next one of its queue, or null: passing it on would lose messages unseen. */
    private static @Nullable String misplaced(StoredMessage message, List<Message> before) {
        if ((message.sysFlag() & INNER_BATCH) != 0) {
            return INNER_BATCH_TEXT;
        }
        if (!before.isEmpty()) {
            long last = before.get(before.size() - 1).queueOffset();
            if (message.queueOffset() <= last) {
                return "a message with offset " + message.queueOffset() + " behind the one with offset " + last;
            }
        }
        return null;
    }

    /** Where the parts of one message are. */
    static final class Layout {
        private final byte[] bytes;
        final int start;
        int size;
        int bornHostLength;
        int storeHostLength;
        int reconsumeTimesAt;
        int bodyAt;
        int bodyLength;
        int topicAt;
        int topicLength;
        int propertiesAt;
        int propertiesLength;

        Layout(byte[] bytes, int start) {
            this.bytes = bytes;
            this.start = start;
        }

        /** Finds the parts; the answer is what is wrong, or null. */
        @org.jspecify.annotations.Nullable
        String check() {
            int left = bytes.length - start;
            if (left < FIXED_PREFIX) {
                return "a message of only " + left + " bytes";
            }
            size = Bytes.getInt(bytes, start);
            if (size < FIXED_PREFIX || size > left) {
                return "a message size of " + size + " where " + left + " bytes are left";
            }
            int magic = Bytes.getInt(bytes, start + 4);
            if (magic != MAGIC_V1 && magic != MAGIC_V2) {
                return "the unknown magic number " + magic;
            }
            int sysFlag = Bytes.getInt(bytes, start + 36);
            bornHostLength = (sysFlag & BORN_HOST_IPV6) == 0 ? 4 : 16;
            storeHostLength = (sysFlag & STORE_HOST_IPV6) == 0 ? 4 : 16;
            int end = start + size;
            reconsumeTimesAt = start + FIXED_PREFIX + bornHostLength + 4 + 8 + storeHostLength + 4;
            bodyAt = reconsumeTimesAt + 4 + 8 + 4;
            int topicLengthBytes = magic == MAGIC_V1 ? 1 : 2;
            if (bodyAt + topicLengthBytes + 2 > end) {
                return "a message size of " + size + ", which is less than its fixed fields";
            }
            bodyLength = Bytes.getInt(bytes, bodyAt - 4);
            int topicLengthAt = bodyAt + bodyLength;
            if (bodyLength < 0 || bodyLength > size || topicLengthAt + topicLengthBytes + 2 > end) {
                return "a body length of " + bodyLength + " in a message of " + size + " bytes";
            }
            topicLength = magic == MAGIC_V1 ? bytes[topicLengthAt] & 0xFF : Bytes.getShort(bytes, topicLengthAt);
            topicAt = topicLengthAt + topicLengthBytes;
            if (topicLength < 0 || topicAt + topicLength + 2 > end) {
                return "a topic length of " + topicLength + " in a message of " + size + " bytes";
            }
            propertiesLength = Bytes.getShort(bytes, topicAt + topicLength);
            propertiesAt = topicAt + topicLength + 2;
            if (propertiesLength < 0 || propertiesAt + propertiesLength != end) {
                return "a properties length of " + propertiesLength + " in a message of " + size + " bytes";
            }
            return null;
        }

        boolean topicIs(byte[] topic) {
            return Arrays.equals(bytes, topicAt, topicAt + topicLength, topic, 0, topic.length);
        }

        byte[] topicBytes() {
            return Arrays.copyOfRange(bytes, topicAt, topicAt + topicLength);
        }
    }
}
