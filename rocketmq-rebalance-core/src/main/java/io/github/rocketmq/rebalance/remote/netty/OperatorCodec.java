package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.DirectConsumption;
import io.github.rocketmq.rebalance.remote.RunningInfo;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import io.github.rocketmq.rebalance.wire.FrameException;
import io.github.rocketmq.rebalance.wire.ObjectKeyJson;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The bodies of requests 220, 221, 307 and 309 ({@code ResetOffsetBody}, {@code GetConsumerStatusBody}, {@code
 * ConsumerRunningInfo} and {@code ConsumeMessageDirectlyResult} of Apache's remoting module).
 */
final class OperatorCodec {

    private static final int MIB = 1024 * 1024;

    private OperatorCodec() {}

    /** Where an operator wants a group to go on. Brokers write a list instead of a table if a C++ tool asked them. */
    static SortedMap<MessageQueue, Long> offsets(byte[] body) {
        JsonNode table = ObjectKeyJson.read(body).path("offsetTable");
        SortedMap<MessageQueue, Long> offsets = new TreeMap<>();
        if (table.isArray()) {
            table.forEach(entry -> offsets.put(ObjectKeyJson.queue(entry), offset(entry.path("offset"))));
        } else {
            ObjectKeyJson.table(table).forEach((queue, offset) -> offsets.put(queue, offset(offset)));
        }
        return offsets;
    }

    static byte[] consumerStatus(SortedMap<MessageQueue, Long> offsets) {
        SortedMap<MessageQueue, JsonNode> table = new TreeMap<>();
        offsets.forEach((queue, offset) -> table.put(queue, JsonNodeFactory.instance.numberNode(offset)));
        return bytes("{\"messageQueueTable\":" + ObjectKeyJson.write(table) + "}");
    }

    static byte[] runningInfo(RunningInfo info) {
        SortedMap<MessageQueue, JsonNode> queues = new TreeMap<>();
        info.queues().forEach((queue, state) -> queues.put(queue, queue(state)));
        StringBuilder text = new StringBuilder("{");
        info.threadDump().ifPresent(dump -> text.append("\"jstack\":")
                .append(JsonNodeFactory.instance.stringNode(dump))
                .append(','));
        text.append("\"mqPopTable\":{},\"mqTable\":").append(ObjectKeyJson.write(queues));
        ObjectNode properties = object();
        info.properties().forEach(properties::put);
        properties.put("PROP_CLIENT_VERSION", RemotingFrame.CLIENT_VERSION_NAME);
        ObjectNode topics = object();
        info.topics().forEach((topic, rates) -> topics.set(topic, rates(rates)));
        ArrayNode subscriptions = JsonNodeFactory.instance.arrayNode();
        info.subscriptions()
                .forEach(subscription ->
                        BodyCodec.subscription(subscriptions.addObject(), subscription, info.subscriptionVersion()));
        text.append(",\"properties\":").append(properties);
        text.append(",\"statusTable\":").append(topics);
        text.append(",\"subscriptionSet\":").append(subscriptions);
        return bytes(text.append(",\"userConsumerInfo\":{}}").toString());
    }

    static byte[] directConsumption(DirectConsumption result) {
        ObjectNode node = object();
        node.put("autoCommit", true);
        node.put("consumeResult", result.outcome().name());
        node.put("order", result.orderly());
        result.remark().ifPresent(remark -> node.put("remark", remark));
        node.put("spentTimeMills", result.millis());
        return bytes(node.toString());
    }

    private static long offset(JsonNode node) {
        if (!node.canConvertToLong() || node.asLong() < 0) {
            throw new FrameException("an offset is '" + node + "'; expected a number that is not negative");
        }
        return node.asLong();
    }

    /** Without the three fields about messages of a transaction, which orderly listeners of Apache's client have. */
    private static ObjectNode queue(RunningInfo.QueueInfo state) {
        ObjectNode node = object();
        node.put("cachedMsgCount", state.cachedMessages());
        node.put("cachedMsgMaxOffset", state.cachedTo());
        node.put("cachedMsgMinOffset", state.cachedFrom());
        node.put("cachedMsgSizeInMiB", (int) Math.min(Integer.MAX_VALUE, state.cachedBytes() / MIB));
        node.put("commitOffset", state.consumedOffset());
        node.put("droped", state.leaving());
        node.put("lastConsumeTimestamp", state.consumedAt());
        node.put("lastLockTimestamp", state.lockedAt());
        node.put("lastPullTimestamp", state.pulledAt());
        node.put("locked", state.locked());
        return node;
    }

    private static ObjectNode rates(RunningInfo.TopicRates rates) {
        ObjectNode node = object();
        node.put("consumeFailedMsgs", rates.failedInLastHour());
        node.put("consumeFailedTPS", rates.failedPerSecond());
        node.put("consumeOKTPS", rates.consumedPerSecond());
        node.put("consumeRT", rates.consumeMillis());
        node.put("pullRT", rates.pullMillis());
        node.put("pullTPS", rates.pulledPerSecond());
        return node;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
