package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tables of queues as Apache's servers write them, with whole objects for keys: {@code
 * {{"brokerName":"b","queueId":1,"topic":"T"}:5}}. That is no JSON, so it is made JSON first: each such key becomes a text.
 * Written in the same form, because fastjson2 of broker 5.5 reads no other.
 */
public final class ObjectKeyJson {

    private ObjectKeyJson() {}

    /**
     * Reads a body. Object keys become the text of the object, and {@link #table} reads either form of them.
     *
     * @throws FrameException if it is neither JSON nor JSON with object keys
     */
    public static JsonNode read(byte[] body) {
        return BodyCodec.read(standard(body));
    }

    /**
     * What a table of queues says.
     *
     * @throws FrameException if it is no table or one of its keys is no queue
     */
    public static SortedMap<MessageQueue, JsonNode> table(JsonNode table) {
        if (!table.isObject()) {
            throw new FrameException("a table of queues is " + table.getNodeType() + "; expected an object");
        }
        SortedMap<MessageQueue, JsonNode> byQueue = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            byQueue.put(queue(entry.getKey()), entry.getValue());
        }
        return byQueue;
    }

    /**
     * The queue that an object names.
     *
     * @throws FrameException if it names none
     */
    public static MessageQueue queue(JsonNode node) {
        JsonNode topic = node.path("topic");
        JsonNode broker = node.path("brokerName");
        JsonNode id = node.path("queueId");
        if (!topic.isString() || !broker.isString() || !id.canConvertToInt()) {
            throw new FrameException(
                    "a queue is '" + node + "'; expected an object with topic, brokerName and queueId");
        }
        return new MessageQueue(topic.asString(), broker.asString(), id.asInt());
    }

    private static MessageQueue queue(String key) {
        JsonNode node;
        try {
            node = read(key.getBytes(StandardCharsets.UTF_8));
        } catch (FrameException e) {
            throw new FrameException("a key of a table of queues is '" + key + "'; expected an object", e);
        }
        return queue(node);
    }

    /** The text of a table with object keys. */
    public static String write(SortedMap<MessageQueue, ? extends JsonNode> table) {
        StringBuilder text = new StringBuilder("{");
        table.forEach((queue, value) -> {
            if (text.length() > 1) {
                text.append(',');
            }
            text.append(node(queue)).append(':').append(value);
        });
        return text.append('}').toString();
    }

    private static ObjectNode node(MessageQueue queue) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("brokerName", queue.brokerName());
        node.put("queueId", queue.queueId());
        node.put("topic", queue.topic());
        return node;
    }

    /** The same with text for keys. Looks at each byte once and judges nothing but where keys begin and end. */
    private static byte[] standard(byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 64);
        BitSet objects = new BitSet();
        int depth = 0;
        boolean keyNext = false;
        int at = 0;
        while (at < json.length) {
            byte c = json[at];
            int end = at + 1;
            if (c == '{' && keyNext) {
                end = endOfObject(json, at);
                String key = new String(json, at, end - at, StandardCharsets.UTF_8);
                out.writeBytes(
                        JsonNodeFactory.instance.stringNode(key).toString().getBytes(StandardCharsets.UTF_8));
                keyNext = false;
            } else {
                if (c == '"') {
                    end = endOfText(json, at);
                } else if (c == '{' || c == '[') {
                    objects.set(depth++, c == '{');
                } else if ((c == '}' || c == ']') && depth > 0) {
                    depth--;
                }
                out.write(json, at, end - at);
                boolean between = c == ' ' || c == '\t' || c == '\r' || c == '\n';
                keyNext = between ? keyNext : c == '{' || (c == ',' && depth > 0 && objects.get(depth - 1));
            }
            at = end;
        }
        return out.toByteArray();
    }

    private static int endOfObject(byte[] json, int start) {
        int depth = 0;
        int at = start;
        while (at < json.length) {
            byte c = json[at];
            if (c == '"') {
                at = endOfText(json, at);
                continue;
            }
            at++;
            if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return at;
            }
        }
        throw new FrameException("the key that begins at byte " + start + " of " + json.length + " does not end");
    }

    private static int endOfText(byte[] json, int start) {
        for (int at = start + 1; at < json.length; at++) {
            if (json[at] == '\\') {
                at++;
            } else if (json[at] == '"') {
                return at + 1;
            }
        }
        throw new FrameException("the text that begins at byte " + start + " of " + json.length + " does not end");
    }
}
