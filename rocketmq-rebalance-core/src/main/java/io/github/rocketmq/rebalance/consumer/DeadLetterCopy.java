package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A message for the dead-letter topic that no broker can take back by itself: brokers take back whole stored messages that
 * they can read. It is sent to the retry topic as one that came too often, because brokers make the dead-letter topic and
 * move it there then, whether or not any queue of the group is locked ({@code SendMessageProcessor} of Apache's broker).
 */
final class DeadLetterCopy {

    private static final int INNER_BATCH = 0x80;

    private DeadLetterCopy() {}

    /** Whether the message is one of a batch that is stored as a whole. */
    static boolean isNeededFor(Message message) {
        return (message.sysFlag() & INNER_BATCH) != 0;
    }

    /** Sends a readable message. */
    static CompletionStage<SendReceipt> send(SharedClient client, ConsumerGroup group, Message message) {
        Map<String, String> properties = new LinkedHashMap<>(message.properties());
        properties.put(MessageProperties.RETRY_TOPIC, message.topic());
        properties.putIfAbsent(MessageProperties.ORIGIN_MESSAGE_ID, message.messageId());
        return send(client, group, message.queue().brokerName(), message.body(), properties);
    }

    /** Sends bytes to the broker of this name. */
    static CompletionStage<SendReceipt> send(
            SharedClient client, ConsumerGroup group, String brokerName, byte[] body, Map<String, String> properties) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.put(MessageProperties.RECONSUME_TIMES, "1");
        all.put(MessageProperties.MAX_RECONSUME_TIMES, "0");
        MessageQueue queue = new MessageQueue(group.retryTopic(), brokerName, 0);
        OutgoingMessage copy = new OutgoingMessage(queue.topic(), body, all);
        return Masters.ask(client, brokerName, broker -> broker.send(group.name(), copy, queue));
    }
}
