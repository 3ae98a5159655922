package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.RequestMode;
import io.github.rocketmq.rebalance.wire.BodyCodec;
import io.github.rocketmq.rebalance.wire.FrameException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Request and response 400 ({@code QueryAssignmentRequestBody} and its like of Apache's remoting module). */
final class AssignmentCodec {

    private AssignmentCodec() {}

    static byte[] body(AssignmentRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("clientId", request.member().value());
        body.put("consumerGroup", request.group().name());
        body.put("messageModel", "CLUSTERING");
        body.put("strategyName", request.strategy());
        body.put("topic", request.topic());
        return BodyCodec.write(body);
    }

    /** What the broker said; null if it refused. */
    static @Nullable AssignmentReply reply(RemotingFrame frame) {
        if (frame.code() == ResponseCode.REQUEST_CODE_NOT_SUPPORTED) {
            return new AssignmentReply.NotSupported();
        }
        if (frame.code() != ResponseCode.SUCCESS) {
            return null;
        }
        JsonNode assignments = BodyCodec.read(frame.body()).path("messageQueueAssignments");
        if (!assignments.isArray()) {
            return new AssignmentReply.Undecided();
        }
        SortedMap<MessageQueue, RequestMode> queues = new TreeMap<>();
        for (JsonNode assignment : assignments) {
            JsonNode queue = assignment.path("messageQueue");
            if (queue.isObject()) {
                queues.put(
                        new MessageQueue(
                                queue.path("topic").asString(""),
                                queue.path("brokerName").asString(""),
                                queue.path("queueId").asInt(MessageQueue.ANY_QUEUE)),
                        mode(assignment.path("mode").asString("")));
            }
        }
        return new AssignmentReply.Assigned(queues);
    }

    private static RequestMode mode(String text) {
        return switch (text) {
            case "POP" -> RequestMode.POP;
            // Apache's clients pull, too, where no mode is named.
            case "PULL", "" -> RequestMode.PULL;
            default -> throw new FrameException("a queue is assigned in mode '" + text + "'; expected PULL or POP");
        };
    }
}
