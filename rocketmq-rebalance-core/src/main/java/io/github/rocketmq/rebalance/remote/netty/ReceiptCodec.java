package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReceipt.Source;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import io.github.rocketmq.rebalance.wire.FrameException;
import java.util.Base64;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Receipts as text and requests 200051, 200053 and 200151, which show them ({@code ExtraInfoUtil}, {@code BatchAck} of
 * Apache's remoting module).
 */
final class ReceiptCodec {

    private static final int PARTS = 8;

    private ReceiptCodec() {}

    static String text(PopReceipt receipt) {
        return receipt.startOffset() + " " + receipt.popTime() + " " + receipt.invisibleTime() + " "
                + receipt.reviveQueueId() + " " + receipt.source().mark() + " " + receipt.brokerName() + " "
                + receipt.queueId() + " " + receipt.queueOffset();
    }

    static PopReceipt read(String text, String topic) {
        String[] parts = text.split(" ", -1);
        if (parts.length != PARTS) {
            throw new FrameException("'" + text + "' is no receipt of a popped message; expected " + PARTS + " parts");
        }
        try {
            return new PopReceipt(
                    topic,
                    sourceBy(parts[4]),
                    parts[5],
                    Integer.parseInt(parts[6]),
                    Long.parseLong(parts[7]),
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Integer.parseInt(parts[3]));
        } catch (NumberFormatException e) {
            throw new FrameException("'" + text + "' is no receipt of a popped message", e);
        }
    }

    /** The log behind the topic that a popped message is stored under. */
    static Source sourceOf(String storedTopic) {
        if (!Topic.isRetry(storedTopic)) {
            return Source.TOPIC;
        }
        return Topic.isPopRetriesV2(storedTopic) ? Source.RETRIES_V2 : Source.RETRIES;
    }

    /** The fields that single messages are named by. */
    static Fields fields(ConsumerGroup group, PopReceipt receipt) {
        return new Fields()
                .queue(receipt.queue(group))
                .put("consumerGroup", group.name())
                .put("extraInfo", text(receipt))
                .put("offset", receipt.queueOffset());
    }

    /** The body of request 200151: one entry a batch, with a bit for each message. */
    static byte[] batch(ConsumerGroup group, List<PopReceipt> receipts) {
        Map<Batch, BitSet> batches = new LinkedHashMap<>();
        receipts.forEach(receipt -> batches.computeIfAbsent(Batch.of(receipt), batch -> new BitSet())
                .set(Math.toIntExact(receipt.queueOffset() - receipt.startOffset())));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("brokerName", receipts.get(0).brokerName());
        ArrayNode acks = body.putArray("acks");
        batches.forEach((batch, messages) -> acks.addObject()
                .put("c", group.name())
                .put("t", batch.topic())
                .put("r", batch.source().mark())
                .put("so", batch.startOffset())
                .put("q", batch.queueId())
                .put("rq", batch.reviveQueueId())
                .put("pt", batch.popTime())
                .put("it", batch.invisibleTime())
                .put("b", Base64.getEncoder().encodeToString(messages.toByteArray())));
        return BodyCodec.write(body);
    }

    private record Batch(
            String topic,
            Source source,
            int queueId,
            long startOffset,
            long popTime,
            long invisibleTime,
            int reviveQueueId) {

        static Batch of(PopReceipt receipt) {
            return new Batch(
                    receipt.topic(),
                    receipt.source(),
                    receipt.queueId(),
                    receipt.startOffset(),
                    receipt.popTime(),
                    receipt.invisibleTime(),
                    receipt.reviveQueueId());
        }
    }

    private static Source sourceBy(String mark) {
        for (Source source : Source.values()) {
            if (source.mark().equals(mark)) {
                return source;
            }
        }
        throw new FrameException("'" + mark + "' marks no log of popped messages; expected 0, 1 or 2");
    }
}
