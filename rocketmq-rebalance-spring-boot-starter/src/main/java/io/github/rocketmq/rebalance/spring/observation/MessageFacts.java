package io.github.rocketmq.rebalance.spring.observation;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import io.micrometer.common.KeyValues;
import java.util.Map;

/** What a span says of one message. */
final class MessageFacts {

    private static final String TRANSACTION_MARK = "TRAN_MSG";
    private static final String ORDER_MARK = "__SHARDINGKEY";
    private static final String DELAY_MARK = "TIMER_";

    private MessageFacts() {}

    static String partition(MessageQueue queue) {
        return queue.brokerName() + "@" + queue.queueId();
    }

    static KeyValues described(MessagingNames names, Map<String, String> properties) {
        KeyValues described = KeyValues.of(names.messageType(), type(properties));
        String keys = properties.get(MessageProperties.KEYS);
        if (keys != null) {
            described = described.and(names.messageKeys(), keys);
        }
        String tag = properties.get(MessageProperties.TAGS);
        return tag == null ? described : described.and(names.messageTag(), tag);
    }

    /** The size of the body; nothing if it cannot be read. */
    static KeyValues size(Message message) {
        try {
            return KeyValues.of(MessagingNames.BODY_SIZE, Integer.toString(message.body().length));
        } catch (UndecodableMessageException unreadable) {
            return KeyValues.empty();
        }
    }

    private static String type(Map<String, String> properties) {
        if (properties.containsKey(TRANSACTION_MARK)) {
            return "transaction";
        }
        if (properties.containsKey(ORDER_MARK)) {
            return "fifo";
        }
        boolean delayed = properties.containsKey(MessageProperties.DELAY_LEVEL)
                || properties.keySet().stream().anyMatch(name -> name.startsWith(DELAY_MARK));
        return delayed ? "delay" : "normal";
    }
}
