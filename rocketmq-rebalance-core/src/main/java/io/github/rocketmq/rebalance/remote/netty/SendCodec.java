package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.OutgoingMessage;
import io.github.rocketmq.rebalance.model.SendReceipt;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import io.github.rocketmq.rebalance.wire.PropertyCodec;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Request and response 310, whose fields have names of one letter ({@code SendMessageRequestHeaderV2} of Apache's). */
final class SendCodec {

    private static final String TOPIC_TEMPLATE = "TBW102";
    private static final int TEMPLATE_QUEUES = 4;

    private SendCodec() {}

    static Map<String, String> fields(String producerGroup, OutgoingMessage message, MessageQueue queue) {
        Map<String, String> properties = new LinkedHashMap<>(message.properties());
        properties.putIfAbsent(MessageProperties.WAIT_STORE_OK, "true");
        // What brokers look at in the header and do not store as properties.
        String reconsumeTimes = properties.remove(MessageProperties.RECONSUME_TIMES);
        String maxReconsumeTimes = properties.remove(MessageProperties.MAX_RECONSUME_TIMES);
        Fields fields = new Fields()
                .put("a", producerGroup)
                .put("b", queue.topic())
                .put("c", TOPIC_TEMPLATE)
                .put("d", TEMPLATE_QUEUES)
                .put("e", queue.queueId())
                .put("f", 0)
                .put("g", System.currentTimeMillis())
                .put("h", 0)
                .put("i", PropertyCodec.encode(properties))
                .put("j", reconsumeTimes == null ? "0" : reconsumeTimes)
                .put("k", "false")
                .put("m", "false")
                .put("n", queue.brokerName());
        return (maxReconsumeTimes == null ? fields : fields.put("l", maxReconsumeTimes)).map();
    }

    /** Where the message was stored; null if it was not. */
    static @Nullable SendReceipt receipt(String messageId, MessageQueue queue, RemotingFrame frame) {
        SendReceipt.Durability durability =
                switch (frame.code()) {
                    case ResponseCode.SUCCESS -> SendReceipt.Durability.AS_CONFIGURED;
                    case ResponseCode.FLUSH_DISK_TIMEOUT -> SendReceipt.Durability.FLUSH_TIMED_OUT;
                    case ResponseCode.FLUSH_SLAVE_TIMEOUT -> SendReceipt.Durability.REPLICATION_TIMED_OUT;
                    case ResponseCode.SLAVE_NOT_AVAILABLE -> SendReceipt.Durability.NO_SLAVE;
                    default -> null;
                };
        if (durability == null) {
            return null;
        }
        int queueId = (int) BodyCodec.number(frame.fields(), "queueId");
        return new SendReceipt(
                messageId,
                frame.fields().getOrDefault("msgId", ""),
                new MessageQueue(queue.topic(), queue.brokerName(), queueId),
                BodyCodec.number(frame.fields(), "queueOffset"),
                durability);
    }
}
