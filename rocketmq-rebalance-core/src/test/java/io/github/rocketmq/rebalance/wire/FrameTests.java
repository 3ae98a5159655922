package io.github.rocketmq.rebalance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.rocketmq.rebalance.model.Subscription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class FrameTests {

    @Test
    void whatIsWrittenIsReadHoweverTheNetworkCutsIt() {
        RemotingFrame frame = RemotingFrame.request(
                RequestCode.PULL_MESSAGE, 17, Map.of("topic", "bestellungen-\u00fc", "queueId", "3"), new byte[] {5, 6
                });
        byte[] twice = StoredBytes.join(bytesOf(frame), bytesOf(frame));
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
            int at = 0;
            while (at < twice.length) {
                int length = Math.min(twice.length - at, 1 + random.nextInt(40));
                channel.writeInbound(Unpooled.copiedBuffer(twice, at, length));
                at += length;
            }

            List<RemotingFrame> read = readAll(channel);
            assertThat(read).hasSize(2).allSatisfy(each -> {
                assertThat(each.code()).isEqualTo(11);
                assertThat(each.opaque()).isEqualTo(17);
                assertThat(each.version()).isEqualTo(RemotingFrame.CLIENT_VERSION);
                assertThat(each.fields())
                        .containsEntry("topic", "bestellungen-\u00fc")
                        .containsEntry("queueId", "3");
                assertThat(each.body()).containsExactly(5, 6);
                assertThat(each.isResponse()).isFalse();
            });
            assertThat(channel.finish()).isFalse();
        }
    }

    @Test
    void headersMayLackFieldsAndHaveUnknownOnes() {
        RemotingFrame frame = HeaderCodec.decode(
                HeaderCodec.JSON,
                "{\"code\":17,\"extra\":{\"a\":[1]},\"extFields\":{\"n\":5,\"o\":null},\"flag\":1,\"remark\":\"no topic\",\"opaque\":9}"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(frame.isResponse()).isTrue();
        assertThat(frame.remark()).isEqualTo("no topic");
        assertThat(frame.fields()).containsExactly(Map.entry("n", "5"));
    }

    @Test
    void theBinaryFormOfHeadersIsReadToo() {
        ByteBuf header = Unpooled.buffer();
        header.writeShort(19).writeByte(0).writeShort(479).writeInt(33).writeInt(1);
        header.writeInt(2).writeBytes("no".getBytes(StandardCharsets.UTF_8));
        header.writeInt(2 + 3 + 4 + 2);
        header.writeShort(3).writeBytes("key".getBytes(StandardCharsets.UTF_8));
        header.writeInt(2).writeBytes("42".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = new byte[header.readableBytes()];
        header.readBytes(bytes).release();

        RemotingFrame frame = HeaderCodec.decode(HeaderCodec.BINARY, bytes);

        assertThat(frame.code()).isEqualTo(19);
        assertThat(frame.opaque()).isEqualTo(33);
        assertThat(frame.remark()).isEqualTo("no");
        assertThat(frame.fields()).containsExactly(Map.entry("key", "42"));
    }

    @Test
    void somethingElseThanRocketMqIsRefusedWithItsSize() {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());

        assertThatExceptionOfType(DecoderException.class)
                .isThrownBy(() -> channel.writeInbound(
                        Unpooled.copiedBuffer("HTTP/1.1 400 Bad Request\r\n", StandardCharsets.US_ASCII)))
                .havingCause()
                .isInstanceOf(FrameException.class)
                .withMessageContaining("1213486160 bytes")
                .withMessageContaining("remoting port");
    }

    @Test
    void garbledHeadersAreRefused() {
        for (String header : List.of("", "[]", "{\"code\":", "{\"code\":\"x\"}")) {
            assertThatExceptionOfType(FrameException.class)
                    .as(header)
                    .isThrownBy(() -> HeaderCodec.decode(HeaderCodec.JSON, header.getBytes(StandardCharsets.UTF_8)));
        }
        for (int seed = 0; seed < 500; seed++) {
            byte[] bytes = new byte[30];
            new Random(seed).nextBytes(bytes);
            try {
                assertThat(HeaderCodec.decode(HeaderCodec.BINARY, bytes)).isNotNull();
            } catch (FrameException e) {
                assertThat(e).hasMessageContaining("30 bytes");
            }
        }
    }

    @Test
    void aHeartbeatHasTheShapeThatBrokersRead() {
        byte[] body = BodyCodec.heartbeat(
                "10.0.0.7@1#2",
                List.of(new BodyCodec.GroupData(
                        "g",
                        "CLUSTERING",
                        "CONSUME_FROM_LAST_OFFSET",
                        List.of(Subscription.tags("orders", "A || B"), Subscription.all("%RETRY%g")),
                        77)),
                List.of("p"));

        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo("{\"clientID\":\"10.0.0.7@1#2\",\"consumerDataSet\":[{\"consumeFromWhere\":"
                        + "\"CONSUME_FROM_LAST_OFFSET\",\"consumeType\":\"CONSUME_PASSIVELY\",\"groupName\":\"g\","
                        + "\"messageModel\":\"CLUSTERING\",\"subscriptionDataSet\":[{\"classFilterMode\":false,"
                        + "\"codeSet\":[65,66],\"expressionType\":\"TAG\",\"subString\":\"A || B\",\"subVersion\":77,"
                        + "\"tagsSet\":[\"A\",\"B\"],\"topic\":\"orders\"},{\"classFilterMode\":false,\"codeSet\":[],"
                        + "\"expressionType\":\"TAG\",\"subString\":\"*\",\"subVersion\":77,\"tagsSet\":[],"
                        + "\"topic\":\"%RETRY%g\"}],\"unitMode\":false}],\"heartbeatFingerprint\":0,"
                        + "\"producerDataSet\":[{\"groupName\":\"p\"}],\"withoutSub\":false}");
    }

    private static byte[] bytesOf(RemotingFrame frame) {
        EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder());
        channel.writeOutbound(frame);
        ByteBuf out = channel.readOutbound();
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes).release();
        return bytes;
    }

    private static List<RemotingFrame> readAll(EmbeddedChannel channel) {
        List<RemotingFrame> frames = new ArrayList<>();
        for (RemotingFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame);
        }
        return frames;
    }
}
