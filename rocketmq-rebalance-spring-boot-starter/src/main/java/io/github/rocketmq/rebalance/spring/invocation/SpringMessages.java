package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.spring.api.RocketHeaders;
import java.util.HashMap;
import java.util.Map;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.GenericMessage;

/** Stored messages as Spring knows messages: a payload and headers. */
final class SpringMessages {

    private SpringMessages() {}

    static <T> org.springframework.messaging.Message<T> of(T payload, Message message) {
        return new GenericMessage<>(payload, headers(message));
    }

    private static Map<String, Object> headers(Message message) {
        Map<String, Object> headers = new HashMap<>(message.properties());
        // Spring sets these two itself and refuses other types under their names.
        headers.remove(MessageHeaders.ID);
        headers.remove(MessageHeaders.TIMESTAMP);
        headers.put(RocketHeaders.TOPIC, message.topic());
        headers.put(RocketHeaders.MESSAGE_ID, message.messageId());
        headers.put(RocketHeaders.QUEUE_ID, message.queue().queueId());
        headers.put(RocketHeaders.QUEUE_OFFSET, message.queueOffset());
        headers.put(RocketHeaders.BROKER_NAME, message.queue().brokerName());
        headers.put(RocketHeaders.KEYS, String.join(" ", message.keys()));
        headers.put(RocketHeaders.BORN_TIMESTAMP, message.bornTimestamp());
        headers.put(RocketHeaders.STORE_TIMESTAMP, message.storeTimestamp());
        headers.put(RocketHeaders.BORN_HOST, message.bornHost().getHostString());
        headers.put(RocketHeaders.FLAG, message.flag());
        headers.put(RocketHeaders.SYS_FLAG, message.sysFlag());
        headers.put(RocketHeaders.RECONSUME_TIMES, message.reconsumeTimes());
        headers.put(RocketHeaders.DELIVERY_ATTEMPT, message.reconsumeTimes() + 1);
        headers.put(
                RocketHeaders.ORIGIN_TOPIC,
                firstOf(message, message.topic(), "DLQ_ORIGIN_TOPIC", MessageProperties.RETRY_TOPIC));
        headers.put(
                RocketHeaders.ORIGIN_MESSAGE_ID,
                firstOf(
                        message,
                        message.offsetMessageId(),
                        "DLQ_ORIGIN_MESSAGE_ID",
                        MessageProperties.ORIGIN_MESSAGE_ID));
        String tag = message.tag();
        if (tag != null) {
            headers.put(RocketHeaders.TAGS, tag);
        }
        return headers;
    }

    /** Some brokers write down where a dead letter was before, and all where a message was that comes again. */
    private static String firstOf(Message message, String otherwise, String... properties) {
        for (String name : properties) {
            String value = message.property(name);
            if (value != null) {
                return value;
            }
        }
        return otherwise;
    }
}
