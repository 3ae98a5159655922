package io.github.rocketmq.rebalance.remote;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;

/**
 * What a broker gave along with a popped message: whoever shows it may acknowledge the message or keep it invisible for
 * longer, which gives a new receipt. Brokers call its text {@code extraInfo} or {@code POP_CK}.
 *
 * @param topic the topic that was subscribed to
 * @param source the log that the message was read from
 * @param brokerName where to show the receipt
 * @param queueId the queue of the log
 * @param queueOffset the message's position in that queue
 * @param startOffset where the batch that brought the message started
 * @param popTime when the broker gave it, on the broker's clock
 * @param invisibleTime for how long, in milliseconds
 * @param reviveQueueId where the broker remembers the batch
 */
public record PopReceipt(
        String topic,
        Source source,
        String brokerName,
        int queueId,
        long queueOffset,
        long startOffset,
        long popTime,
        long invisibleTime,
        int reviveQueueId) {

    /** The log that a popped message was read from; the mark is its name on the wire. */
    public enum Source {
        /** The topic itself. */
        TOPIC("0"),
        /** What was popped and not acknowledged, under the first form of its name. */
        RETRIES("1"),
        /** The same under the second form, which brokers use if they are configured so. */
        RETRIES_V2("2");

        private final String mark;

        Source(String mark) {
            this.mark = mark;
        }

        public String mark() {
            return mark;
        }

        /** The topic that a group's messages of this log are stored under. */
        public String topicOf(String topic, ConsumerGroup group) {
            return switch (this) {
                case TOPIC -> topic;
                case RETRIES -> Topic.popRetriesOf(topic, group);
                case RETRIES_V2 -> Topic.popRetriesV2Of(topic, group);
            };
        }
    }

    /** The queue that the message was read from. */
    public MessageQueue queue(ConsumerGroup group) {
        return new MessageQueue(source.topicOf(topic, group), brokerName, queueId);
    }
}
