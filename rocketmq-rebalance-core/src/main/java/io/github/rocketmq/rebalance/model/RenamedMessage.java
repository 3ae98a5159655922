package io.github.rocketmq.rebalance.model;

/** A message under the topic and queue that the application knows, where it is stored under others. */
public class RenamedMessage extends MessageView {

    private final String topic;
    private final MessageQueue queue;

    /**
     * @param topic that it was sent to
     * @param queue that it was read from
     */
    public RenamedMessage(Message stored, String topic, MessageQueue queue) {
        super(stored);
        this.topic = topic;
        this.queue = queue;
    }

    @Override
    public final String topic() {
        return topic;
    }

    @Override
    public final MessageQueue queue() {
        return queue;
    }
}
