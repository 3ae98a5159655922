package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A failed message as a new message of its group's retry topic. Only for a message out of a batch that is stored as one: a
 * broker takes back whole stored messages only, and this one it refuses to put into another topic. While a queue of the
 * group is locked, brokers put such a copy into the dead-letter topic at once.
 */
final class RetryCopy {

    private static final int INNER_BATCH = 0x80;
    private static final int FIRST_DELAY_LEVEL = 3;

    private RetryCopy() {}

    static boolean isNeededFor(Message message) {
        return (message.sysFlag() & INNER_BATCH) != 0;
    }

    /** Sends the copy to the broker that stores the message. */
    static CompletionStage<Void> send(
            SharedClient client, ConsumerGroup group, Message message, int delayLevel, int maxReconsumeTimes) {
        MessageQueue queue =
                new MessageQueue(group.retryTopic(), message.queue().brokerName(), 0);
        OutgoingMessage copy = copy(group, message, delayLevel, maxReconsumeTimes);
        return Masters.ask(client, queue.brokerName(), broker -> broker.send(group.name(), copy, queue))
                .thenAccept(receipt -> {});
    }

    static OutgoingMessage copy(ConsumerGroup group, Message message, int delayLevel, int maxReconsumeTimes) {
        boolean dead = delayLevel == SendBack.DEAD_LETTER;
        int times = dead ? maxReconsumeTimes : message.reconsumeTimes();
        Map<String, String> properties = new LinkedHashMap<>(message.properties());
        properties.put(MessageProperties.RETRY_TOPIC, message.topic());
        properties.putIfAbsent(MessageProperties.ORIGIN_MESSAGE_ID, message.messageId());
        properties.put(MessageProperties.RECONSUME_TIMES, Integer.toString(times + 1));
        properties.put(MessageProperties.MAX_RECONSUME_TIMES, Integer.toString(maxReconsumeTimes));
        if (!dead) {
            int level = delayLevel == 0 ? FIRST_DELAY_LEVEL + message.reconsumeTimes() : delayLevel;
            properties.put(MessageProperties.DELAY_LEVEL, Integer.toString(level));
        }
        return new OutgoingMessage(group.retryTopic(), message.body(), properties);
    }
}
