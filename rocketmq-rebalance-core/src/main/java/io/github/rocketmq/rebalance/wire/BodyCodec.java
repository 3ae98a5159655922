package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.FilterType;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON bodies, in the shapes that Apache's servers write and accept. None of them is on the path of a message. */
public final class BodyCodec {

    /** Name servers before 4.9.4 write broker ids as unquoted keys. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES)
                    .build())
            .build();

    private BodyCodec() {}

    /**
     * Reads a body.
     *
     * @throws FrameException if it is not JSON
     */
    public static JsonNode read(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new FrameException("a body of " + body.length + " bytes is not the JSON it should be", e);
        }
    }

    /** A body of this content. */
    public static byte[] write(JsonNode content) {
        return JSON.writeValueAsBytes(content);
    }

    /** The member list of response 38. */
    public static List<String> consumerIds(byte[] body) {
        List<String> ids = new ArrayList<>();
        read(body).path("consumerIdList").forEach(id -> ids.add(id.asString()));
        return ids;
    }

    /** One group of a heartbeat. */
    public record GroupData(
            String group, String model, String startFrom, Collection<Subscription> subscriptions, long version) {}

    /** The body of request 34, of the first form, which every broker understands. */
    public static byte[] heartbeat(String clientId, Collection<GroupData> groups, Collection<String> producerGroups) {
        ObjectNode root = JSON.createObjectNode();
        root.put("clientID", clientId);
        ArrayNode consumers = root.putArray("consumerDataSet");
        groups.forEach(group -> {
            ObjectNode consumer = consumers.addObject();
            consumer.put("consumeFromWhere", group.startFrom());
            consumer.put("consumeType", "CONSUME_PASSIVELY");
            consumer.put("groupName", group.group());
            consumer.put("messageModel", group.model());
            ArrayNode subscriptions = consumer.putArray("subscriptionDataSet");
            group.subscriptions()
                    .forEach(subscription -> subscription(subscriptions.addObject(), subscription, group.version()));
            consumer.put("unitMode", false);
        });
        root.put("heartbeatFingerprint", 0);
        ArrayNode producers = root.putArray("producerDataSet");
        producerGroups.forEach(group -> producers.addObject().put("groupName", group));
        root.put("withoutSub", false);
        return JSON.writeValueAsBytes(root);
    }

    /** The body of requests 41 and 42. */
    public static byte[] queueLocks(String clientId, String group, Collection<MessageQueue> queues) {
        ObjectNode root = JSON.createObjectNode();
        root.put("clientId", clientId);
        root.put("consumerGroup", group);
        ArrayNode set = root.putArray("mqSet");
        queues.forEach(queue -> {
            ObjectNode node = set.addObject();
            node.put("brokerName", queue.brokerName());
            node.put("queueId", queue.queueId());
            node.put("topic", queue.topic());
        });
        root.put("onlyThisBroker", false);
        return JSON.writeValueAsBytes(root);
    }

    /** The queues of response 41. */
    public static Set<MessageQueue> lockedQueues(byte[] body) {
        Set<MessageQueue> locked = new HashSet<>();
        read(body)
                .path("lockOKMQSet")
                .forEach(node -> locked.add(new MessageQueue(
                        node.path("topic").asString(""),
                        node.path("brokerName").asString(""),
                        node.path("queueId").asInt(-1))));
        return locked;
    }

    /** One subscription as a heartbeat has it. */
    public static void subscription(ObjectNode node, Subscription subscription, long version) {
        node.put("classFilterMode", false);
        ArrayNode codes = node.putArray("codeSet");
        subscription.tags().stream().map(String::hashCode).distinct().forEach(codes::add);
        node.put("expressionType", subscription.filterType() == FilterType.TAG ? "TAG" : "SQL92");
        node.put("subString", subscription.expression());
        node.put("subVersion", version);
        ArrayNode tags = node.putArray("tagsSet");
        subscription.tags().forEach(tags::add);
        node.put("topic", subscription.topic());
    }

    /** The number of a field that must be there. */
    public static long number(Map<String, String> fields, String name) {
        String text = fields.get(name);
        try {
            return Long.parseLong(String.valueOf(text));
        } catch (NumberFormatException e) {
            throw new FrameException("field '" + name + "' is '" + text + "'; expected a number", e);
        }
    }
}
