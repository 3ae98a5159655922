package io.github.rocketmq.rebalance.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a stored message are ({@code MessageDecoder} of Apache's common module). One layout walks over all
 * messages of a pull.
 */
final class StoredLayout {

    static final int MAGIC_V1 = -626843481;
    static final int MAGIC_V2 = -626843477;

    // From the start of a message. What follows the first address is moved by the addresses' lengths.
    static final int CHECKSUM = 8;
    static final int FLAG = 16;
    static final int QUEUE_OFFSET = 20;
    static final int COMMIT_LOG_OFFSET = 28;
    static final int SYS_FLAG = 36;
    static final int BORN_TIMESTAMP = 40;
    static final int BORN_HOST = 48;

    private static final int MAGIC = 4;
    private static final int BORN_HOST_IPV6 = 0x10;
    private static final int STORE_HOST_IPV6 = 0x20;

    private final byte[] bytes;
    private int start;
    private int size;
    private int topicAt;
    private int topicLength;
    private int propertiesAt;

    StoredLayout(byte[] bytes) {
        this.bytes = bytes;
    }

    static int storeHostAt(byte[] bytes, int start) {
        int bornHostLength = (Bytes.getInt(bytes, start + SYS_FLAG) & BORN_HOST_IPV6) == 0 ? 4 : 16;
        return start + BORN_HOST + bornHostLength + 4 + 8;
    }

    static int reconsumeTimesAt(byte[] bytes, int start) {
        int storeHostLength = (Bytes.getInt(bytes, start + SYS_FLAG) & STORE_HOST_IPV6) == 0 ? 4 : 16;
        return storeHostAt(bytes, start) + storeHostLength + 4;
    }

    static int bodyAt(byte[] bytes, int start) {
        return reconsumeTimesAt(bytes, start) + 4 + 8 + 4;
    }

    /** Finds the parts of the message that starts here; the answer is what is wrong with it, or null. */
    @Nullable
    String moveTo(int at) {
        start = at;
        int left = bytes.length - start;
        if (left < BORN_HOST) {
            return "a message of only " + left + " bytes";
        }
        size = Bytes.getInt(bytes, start);
        if (size < BORN_HOST || size > left) {
            return "a message size of " + size + " where " + left + " bytes are left";
        }
        int magic = Bytes.getInt(bytes, start + MAGIC);
        if (magic != MAGIC_V1 && magic != MAGIC_V2) {
            return "the unknown magic number " + magic;
        }
        int end = start + size;
        int bodyAt = bodyAt(bytes, start);
        int topicLengthBytes = magic == MAGIC_V1 ? 1 : 2;
        if (bodyAt + topicLengthBytes + 2 > end) {
            return "a message size of " + size + ", which is less than its fixed fields";
        }
        int bodyLength = Bytes.getInt(bytes, bodyAt - 4);
        int topicLengthAt = bodyAt + bodyLength;
        if (bodyLength < 0 || bodyLength > size || topicLengthAt + topicLengthBytes + 2 > end) {
            return "a body length of " + bodyLength + " in a message of " + size + " bytes";
        }
        topicLength = magic == MAGIC_V1 ? bytes[topicLengthAt] & 0xFF : Bytes.getShort(bytes, topicLengthAt);
        topicAt = topicLengthAt + topicLengthBytes;
        if (topicLength < 0 || topicAt + topicLength + 2 > end) {
            return "a topic length of " + topicLength + " in a message of " + size + " bytes";
        }
        int propertiesLength = Bytes.getShort(bytes, topicAt + topicLength);
        propertiesAt = topicAt + topicLength + 2;
        if (propertiesLength < 0 || propertiesAt + propertiesLength != end) {
            return "a properties length of " + propertiesLength + " in a message of " + size + " bytes";
        }
        return null;
    }

    int start() {
        return start;
    }

    int end() {
        return start + size;
    }

    int propertiesAt() {
        return propertiesAt;
    }

    boolean topicIs(byte[] topic) {
        return Arrays.equals(bytes, topicAt, topicAt + topicLength, topic, 0, topic.length);
    }

    byte[] topicBytes() {
        return Arrays.copyOfRange(bytes, topicAt, topicAt + topicLength);
    }
}
