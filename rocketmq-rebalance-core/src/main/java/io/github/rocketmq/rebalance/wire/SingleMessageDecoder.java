package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.nio.charset.StandardCharsets;

/** Reads the one stored message that a broker sends along with a request of its own. */
public final class SingleMessageDecoder {

    private static final int QUEUE_ID_AT = 12;

    private SingleMessageDecoder() {}

    /**
     * Reads a body.
     *
     * @param body kept by the message; do not write to it
     * @param brokerName of the broker that stores it, which the bytes do not say
     * @throws FrameException if the body is not exactly one message
     */
    public static Message decode(byte[] body, String brokerName) {
        StoredLayout layout = new StoredLayout(body);
        String wrong = layout.moveTo(0);
        if (wrong != null) {
            throw new FrameException("a body that should be one stored message is " + wrong);
        }
        if (layout.end() != body.length) {
            throw new FrameException("a body that should be one stored message has " + body.length
                    + " bytes, and the message ends after " + layout.end());
        }
        String topic = new String(layout.topicBytes(), StandardCharsets.UTF_8);
        MessageQueue queue = new MessageQueue(topic, brokerName, Bytes.getInt(body, QUEUE_ID_AT));
        return new StoredMessage(new PulledBytes(body, queue, topic, 0), layout);
    }
}
