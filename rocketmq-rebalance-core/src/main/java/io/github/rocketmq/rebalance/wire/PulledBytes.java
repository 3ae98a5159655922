package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.MessageQueue;
import org.jspecify.annotations.Nullable;

/** What the messages of one pull have in common. */
final class PulledBytes {

    final byte[] bytes;
    final MessageQueue queue;
    final String topic;
    /** What to add to stored queue offsets. */
    final long offsetDelta;

    /** Neighbours often have the same tag. Strings are safe to publish by a race, and losing one costs a copy. */
    private @Nullable String lastTag;

    PulledBytes(byte[] bytes, MessageQueue queue, String topic, long offsetDelta) {
        this.bytes = bytes;
        this.queue = queue;
        this.topic = topic;
        this.offsetDelta = offsetDelta;
    }

    /** The tag in these bytes, which need not be those of the pull. */
    String tag(byte[] in, int from, int to) {
        String last = lastTag;
        if (last != null && isAscii(last, in, from, to)) {
            return last;
        }
        String tag = PropertyCodec.text(in, from, to);
        lastTag = tag;
        return tag;
    }

    private static boolean isAscii(String text, byte[] in, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != in[from + i]) {
                return false;
            }
        }
        return true;
    }
}
