package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stored message whose body is several messages in the form that producers send batches in. Brokers store a batch so if
 * the topic's {@code queue.type} is {@code BatchCQ}; each of its messages has an offset of its own ({@code MessageDecoder}
 * and {@code BatchConsumeQueue} of Apache's common and store modules).
 */
final class InnerBatch {

    // From the start of an inner message: its size, two unused numbers, its flag, its body with its length before it,
    // and
    // its properties with theirs.
    static final int FLAG = 12;
    static final int BODY = 20;
    static final int PROPERTIES_LENGTH_BYTES = 2;

    private static final int BODY_LENGTH = 16;

    private static final int INNER_BATCH = 0x80;
    private static final int NEED_UNWRAP = 0x40;
    private static final byte[] FIRST_OFFSET = "INNER_BASE".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COUNT = "INNER_NUM".getBytes(StandardCharsets.US_ASCII);

    private final StoredMessage outer;
    private final long askedOffset;
    private final List<Message> messages = new ArrayList<>();
    private long next;

    private InnerBatch(StoredMessage outer, long askedOffset) {
        this.outer = outer;
        this.askedOffset = askedOffset;
    }

    static boolean isOne(StoredMessage message) {
        int both = INNER_BATCH | NEED_UNWRAP;
        return (message.sysFlag() & both) == both;
    }

    /**
     * Adds its messages from an offset on; a pull may start in the middle of a batch. The answer is what is wrong with it,
     * or null. If anything is wrong with it, none is added.
     */
    static @Nullable String unwrap(StoredMessage outer, long askedOffset, List<Message> to) {
        try {
            InnerBatch batch = new InnerBatch(outer, askedOffset);
            String wrong = batch.read();
            if (wrong == null) {
                to.addAll(batch.messages);
            }
            return wrong;
        } catch (IllegalStateException | NumberFormatException e) {
            return "a batch that cannot be opened: " + e.getMessage();
        }
    }

    private @Nullable String read() {
        byte[] batch = outer.readBody();
        long first = outer.queueOffset();
        long stored = first - outer.pulled().offsetDelta;
        long said = number(FIRST_OFFSET, stored);
        if (said != stored) {
            return "a batch at offset " + stored + " that says it starts at offset " + said;
        }
        next = first;
        int at = 0;
        while (at < batch.length) {
            String wrong = add(batch, at);
            if (wrong != null) {
                return "a batch with " + wrong + " (byte " + at + " of " + batch.length + ")";
            }
            at += Bytes.getInt(batch, at);
        }
        long count = next - first;
        long expected = number(COUNT, count);
        return count == 0 || count != expected ? "a batch of " + count + " messages that should be " + expected : null;
    }

    private @Nullable String add(byte[] batch, int at) {
        int left = batch.length - at;
        if (left < BODY + PROPERTIES_LENGTH_BYTES) {
            return "a message of only " + left + " bytes";
        }
        int size = Bytes.getInt(batch, at);
        if (size < BODY + PROPERTIES_LENGTH_BYTES || size > left) {
            return "a message size of " + size + " where " + left + " bytes are left";
        }
        int bodyLength = Bytes.getInt(batch, at + BODY_LENGTH);
        if (bodyLength < 0 || bodyLength > size - BODY - PROPERTIES_LENGTH_BYTES) {
            return "a body length of " + bodyLength + " in a message of " + size + " bytes";
        }
        int propertiesAt = at + BODY + bodyLength + PROPERTIES_LENGTH_BYTES;
        int propertiesLength = Bytes.getShort(batch, propertiesAt - PROPERTIES_LENGTH_BYTES);
        if (propertiesLength < 0 || propertiesAt + propertiesLength != at + size) {
            return "a properties length of " + propertiesLength + " in a message of " + size + " bytes";
        }
        if (next >= askedOffset) {
            messages.add(new InnerMessage(outer, batch, at, propertiesAt, next));
        }
        next++;
        return null;
    }

    private long number(byte[] property, long otherwise) {
        String text = outer.value(property);
        return text == null ? otherwise : Long.parseLong(text);
    }
}
