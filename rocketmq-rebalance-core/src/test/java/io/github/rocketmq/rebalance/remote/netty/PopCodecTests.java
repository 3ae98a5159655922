package io.github.rocketmq.rebalance.remote.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.remote.AssignmentReply;
import io.github.rocketmq.rebalance.remote.AssignmentRequest;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReceipt.Source;
import io.github.rocketmq.rebalance.remote.PopReply;
import io.github.rocketmq.rebalance.remote.PopRequest;
import io.github.rocketmq.rebalance.remote.RequestMode;
import io.github.rocketmq.rebalance.wire.FrameException;
import io.github.rocketmq.rebalance.wire.RemotingFrame;
import io.github.rocketmq.rebalance.wire.ResponseCode;
import io.github.rocketmq.rebalance.wire.StoredBytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PopCodecTests {

    private static final ConsumerGroup GROUP = new ConsumerGroup("billing");
    private static final MessageQueue ANY = new MessageQueue("orders", "broker-a", MessageQueue.ANY_QUEUE);
    private static final PopRequest REQUEST = new PopRequest(
            GROUP, ANY, Subscription.tags("orders", "paid"), 16, Duration.ofSeconds(60), Duration.ofSeconds(15), true);

    @Test
    void aRequestLeavesTheTimeToTheBrokersClock() {
        assertThat(PopCodec.fields(REQUEST))
                .containsEntry("topic", "orders")
                .containsEntry("queueId", "-1")
                .containsEntry("bname", "broker-a")
                .containsEntry("consumerGroup", "billing")
                .containsEntry("maxMsgNums", "16")
                .containsEntry("invisibleTime", "60000")
                .containsEntry("pollTime", "15000")
                .containsEntry("bornTime", "0")
                .containsEntry("initMode", "0")
                .containsEntry("expType", "TAG")
                .containsEntry("exp", "paid")
                .containsEntry("order", "false");
    }

    @Test
    void eachMessageGetsTheReceiptOfItsQueue() {
        byte[] body = StoredBytes.join(
                StoredBytes.at(40).queue(3).bytes(),
                StoredBytes.at(7).queue(1).bytes(),
                StoredBytes.at(42).queue(3).bytes());

        PopReply reply = PopCodec.reply(REQUEST, found("0 3 40;0 1 5", "0 3 40,42;0 1 7", body));

        assertThat(receipts(reply))
                .containsExactly(
                        new PopReceipt("orders", Source.TOPIC, "broker-a", 3, 40, 40, 1000, 60000, 6),
                        new PopReceipt("orders", Source.TOPIC, "broker-a", 1, 7, 5, 1000, 60000, 6),
                        new PopReceipt("orders", Source.TOPIC, "broker-a", 3, 42, 40, 1000, 60000, 6));
    }

    @Test
    void aMessageThatComesAgainBringsItsReceiptOrTheTopicThatNamesItsLog() {
        StoredBytes renamed = StoredBytes.at(9).queue(0);
        renamed.properties = Map.of("POP_CK", "8 900 5000 2 1 broker-a 0 9");
        StoredBytes asStored = StoredBytes.at(4).queue(0);
        asStored.topic = "%RETRY%billing+orders";

        PopReply reply = PopCodec.reply(
                REQUEST, found("1 0 8;2 0 4", "1 0 9;2 0 4", StoredBytes.join(renamed.bytes(), asStored.bytes())));

        List<PopReceipt> receipts = receipts(reply);
        assertThat(receipts)
                .containsExactly(
                        new PopReceipt("orders", Source.RETRIES, "broker-a", 0, 9, 8, 900, 5000, 2),
                        new PopReceipt("orders", Source.RETRIES_V2, "broker-a", 0, 4, 4, 1000, 60000, 6));
        assertThat(receipts.get(0).queue(GROUP)).isEqualTo(new MessageQueue("%RETRY%billing_orders", "broker-a", 0));
        assertThat(receipts.get(1).queue(GROUP)).isEqualTo(new MessageQueue("%RETRY%billing+orders", "broker-a", 0));
    }

    @Test
    void messagesBeforeOneThatCannotBeReadAreTaken() {
        byte[] broken = StoredBytes.at(2).queue(0).bytes();
        broken[5] = 0;

        PopReply reply = PopCodec.reply(
                REQUEST,
                found(
                        "0 0 1",
                        "0 0 1,2",
                        StoredBytes.join(StoredBytes.at(1).queue(0).bytes(), broken)));

        assertThat(reply).isInstanceOfSatisfying(PopReply.Undecodable.class, undecodable -> {
            assertThat(undecodable.readable()).hasSize(1);
            assertThat(undecodable.reason()).contains("magic number");
        });
    }

    @Test
    void aMessageWithoutAPlaceIsNoAnswer() {
        assertThatThrownBy(() -> PopCodec.reply(
                        REQUEST,
                        found("0 0 1", "0 0 1", StoredBytes.at(1).queue(2).bytes())))
                .isInstanceOf(FrameException.class)
                .hasMessage("a popped batch has a message of queue 2 (source 0), whose place it does not name");
        assertThatThrownBy(() -> PopCodec.reply(
                        REQUEST,
                        found("0 0", "0 0 1", StoredBytes.at(1).queue(0).bytes())))
                .isInstanceOf(FrameException.class)
                .hasMessage("'0 0' names no places of popped messages");
    }

    @Test
    void whatIsNoMessageIsToldApart() {
        assertThat(reply(ResponseCode.POLLING_TIMEOUT)).isInstanceOf(PopReply.NothingNew.class);
        assertThat(reply(ResponseCode.PULL_NOT_FOUND)).isInstanceOf(PopReply.NothingNew.class);
        assertThat(reply(ResponseCode.POLLING_FULL)).isInstanceOf(PopReply.Throttled.class);
        assertThat(reply(ResponseCode.FLOW_CONTROL)).isInstanceOf(PopReply.Throttled.class);
        assertThat(reply(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST)).isInstanceOf(PopReply.HeartbeatWanted.class);
        assertThat(PopCodec.reply(REQUEST, frame(ResponseCode.SYSTEM_ERROR, Map.of(), new byte[0])))
                .isNull();
    }

    @Test
    void aReceiptReadsAsItWasWritten() {
        PopReceipt receipt = new PopReceipt("orders", Source.RETRIES, "broker-a", 3, 42, 40, 1000, 60000, 6);

        assertThat(ReceiptCodec.text(receipt)).isEqualTo("40 1000 60000 6 1 broker-a 3 42");
        assertThat(ReceiptCodec.read(ReceiptCodec.text(receipt), "orders")).isEqualTo(receipt);
        assertThatThrownBy(() -> ReceiptCodec.read("40 1000", "orders"))
                .isInstanceOf(FrameException.class)
                .hasMessage("'40 1000' is no receipt of a popped message; expected 8 parts");
    }

    @Test
    void severalReceiptsAreOneEntryABatchWithABitAMessage() {
        byte[] body = ReceiptCodec.batch(
                GROUP,
                List.of(
                        new PopReceipt("orders", Source.TOPIC, "broker-a", 3, 40, 40, 1000, 60000, 6),
                        new PopReceipt("orders", Source.TOPIC, "broker-a", 3, 49, 40, 1000, 60000, 6),
                        new PopReceipt("orders", Source.RETRIES, "broker-a", 0, 9, 8, 1000, 60000, 6)));

        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo("{\"brokerName\":\"broker-a\",\"acks\":["
                        + "{\"c\":\"billing\",\"t\":\"orders\",\"r\":\"0\",\"so\":40,\"q\":3,\"rq\":6,\"pt\":1000,"
                        + "\"it\":60000,\"b\":\"AQI=\"},"
                        + "{\"c\":\"billing\",\"t\":\"orders\",\"r\":\"1\",\"so\":8,\"q\":0,\"rq\":6,\"pt\":1000,"
                        + "\"it\":60000,\"b\":\"Ag==\"}]}");
    }

    @Test
    void anAssignmentNamesTheModeOfEachQueue() {
        assertThat(new String(
                        AssignmentCodec.body(new AssignmentRequest("orders", GROUP, new ClientId("a"), "AVG")),
                        StandardCharsets.UTF_8))
                .isEqualTo("{\"clientId\":\"a\",\"consumerGroup\":\"billing\",\"messageModel\":\"CLUSTERING\","
                        + "\"strategyName\":\"AVG\",\"topic\":\"orders\"}");

        AssignmentReply reply =
                assignment("{\"messageQueueAssignments\":[{\"messageQueue\":{\"brokerName\":\"broker-a\","
                        + "\"queueId\":-1,\"topic\":\"orders\"},\"mode\":\"POP\"},{\"messageQueue\":{\"brokerName\":"
                        + "\"broker-b\",\"queueId\":2,\"topic\":\"orders\"},\"mode\":\"PULL\"}]}");

        assertThat(reply)
                .isEqualTo(new AssignmentReply.Assigned(new TreeMap<>(
                        Map.of(ANY, RequestMode.POP, new MessageQueue("orders", "broker-b", 2), RequestMode.PULL))));
        assertThat(assignment("{}")).isInstanceOf(AssignmentReply.Undecided.class);
        assertThat(assignment("{\"messageQueueAssignments\":[]}"))
                .isEqualTo(new AssignmentReply.Assigned(new TreeMap<>()));
        assertThat(AssignmentCodec.reply(frame(ResponseCode.REQUEST_CODE_NOT_SUPPORTED, Map.of(), new byte[0])))
                .isInstanceOf(AssignmentReply.NotSupported.class);
    }

    private static AssignmentReply assignment(String body) {
        AssignmentReply reply =
                AssignmentCodec.reply(frame(ResponseCode.SUCCESS, Map.of(), body.getBytes(StandardCharsets.UTF_8)));
        assertThat(reply).isNotNull();
        return reply;
    }

    private static PopReply reply(int code) {
        PopReply reply = PopCodec.reply(REQUEST, frame(code, Map.of(), new byte[0]));
        assertThat(reply).isNotNull();
        return reply;
    }

    private static List<PopReceipt> receipts(@org.jspecify.annotations.Nullable PopReply reply) {
        assertThat(reply).isInstanceOf(PopReply.Found.class);
        return ((PopReply.Found) java.util.Objects.requireNonNull(reply))
                .messages().stream().map(PopReply.Popped::receipt).toList();
    }

    private static RemotingFrame found(String starts, String offsets, byte[] body) {
        return frame(
                ResponseCode.SUCCESS,
                Map.of(
                        "popTime", "1000",
                        "invisibleTime", "60000",
                        "reviveQid", "6",
                        "restNum", "12",
                        "startOffsetInfo", starts,
                        "msgOffsetInfo", offsets),
                body);
    }

    private static RemotingFrame frame(int code, Map<String, String> fields, byte[] body) {
        return new RemotingFrame(code, 1, 1, 1, null, fields, body);
    }
}
