package io.github.rocketmq.rebalance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.model.TagFilter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class StoredMessageTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);
    private static final byte[] TEXT = "hello hello hello hello hello".getBytes(StandardCharsets.UTF_8);

    @Test
    void everyFieldIsReadFromItsPlace() {
        Message message = single(StoredBytes.at(42).bytes());

        assertThat(message.topic()).isEqualTo("orders");
        assertThat(message.queue()).isEqualTo(QUEUE);
        assertThat(message.queueOffset()).isEqualTo(42);
        assertThat(message.commitLogOffset()).isEqualTo(1042);
        assertThat(message.flag()).isEqualTo(7);
        assertThat(message.bornTimestamp()).isEqualTo(1_700_000_000_000L);
        assertThat(message.storeTimestamp()).isEqualTo(1_700_000_000_005L);
        assertThat(message.bornHost().getPort()).isEqualTo(40001);
        assertThat(message.storeHost().toString()).isEqualTo("/10.0.0.7:10911");
        assertThat(message.reconsumeTimes()).isEqualTo(2);
        assertThat(message.body()).containsExactly(1, 2, 3);
        assertThat(message.tag()).isEqualTo("paid");
        assertThat(message.keys()).containsExactly("k1", "k2");
        assertThat(message.messageId()).isEqualTo("0A0B");
        assertThat(message.property("nothing")).isNull();
        assertThat(message.offsetMessageId()).isEqualTo("0A00000700002A9F0000000000000412");
    }

    @Test
    void theSecondFormHasLongTopicsAndAddressesOfSixteenBytes() {
        StoredBytes stored = StoredBytes.at(0);
        stored.magic = StoredBytes.MAGIC_V2;
        stored.sysFlag = 0x30;
        stored.topic = "t".repeat(200);
        stored.properties = Map.of();

        Message message = single(stored.bytes());

        assertThat(message.topic()).hasSize(200);
        assertThat(message.storeHost().getAddress().getAddress()).hasSize(16);
        assertThat(message.messageId()).hasSize(56).endsWith("00000000000003E8");
        assertThat(message.tag()).isNull();
        assertThat(message.keys()).isEmpty();
    }

    @Test
    void aMessageOfARetryTopicHasItsOriginalTopic() {
        StoredBytes stored = StoredBytes.at(0);
        stored.topic = "%RETRY%g";
        stored.properties = Map.of("RETRY_TOPIC", "orders");
        MessageQueue retry = new MessageQueue("%RETRY%g", "broker-a", 0);

        Message message = StoredMessageDecoder.decode(stored.bytes(), retry, 0, 0)
                .messages()
                .get(0);

        assertThat(message.topic()).isEqualTo("orders");
        assertThat(message.queue()).isEqualTo(retry);
    }

    @Test
    void aTagIsFilteredOnItsBytesAsItsTextWouldBe() {
        Subscription paid = Subscription.tags("orders", "paid || \u00e9t\u00e9 || Aa");
        TagFilter filter = TagFilter.of(paid);
        for (String tag : List.of("paid", " paid ", "paidd", "pai", "BB", "Aa", "\u00e9t\u00e9", "\u00e9te")) {
            StoredBytes stored = StoredBytes.at(0);
            stored.properties = Map.of("KEYS", "paid", "TAGS", tag);
            Message message = single(stored.bytes());

            assertThat(filter.accepts(message)).as(tag).isEqualTo(paid.accepts(message.tag()));
        }
        StoredBytes untagged = StoredBytes.at(0);
        untagged.properties = Map.of("KEYS", "paid");
        assertThat(filter.accepts(single(untagged.bytes()))).isFalse();
        assertThat(TagFilter.of(Subscription.all("orders")).accepts(single(untagged.bytes())))
                .isTrue();
        assertThat(TagFilter.of(Subscription.sql92("orders", "a > 1")).accepts(single(untagged.bytes())))
                .isTrue();
    }

    @Test
    void neighboursWithTheSameTagShareItsText() {
        StoredBytes other = StoredBytes.at(2);
        other.properties = Map.of("TAGS", "p\u00e4id");
        List<Message> messages = StoredMessageDecoder.decode(
                        StoredBytes.join(
                                StoredBytes.at(0).bytes(), StoredBytes.at(1).bytes(), other.bytes()),
                        QUEUE,
                        0,
                        0)
                .messages();

        assertThat(messages.get(0).tag())
                .isEqualTo("paid")
                .isSameAs(messages.get(1).tag());
        assertThat(messages.get(2).tag()).isEqualTo("p\u00e4id");
        assertThat(messages.get(0).tag()).isEqualTo("paid");
    }

    @Test
    void bodiesAreInflatedWhicheverWayTheyWereCompressed() throws IOException {
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(zlib)) {
            out.write(TEXT);
        }
        ByteArrayOutputStream lz4 = new ByteArrayOutputStream();
        try (OutputStream out = new LZ4FrameOutputStream(lz4)) {
            out.write(TEXT);
        }

        assertThat(single(compressed(zlib.toByteArray(), 0)).body()).isEqualTo(TEXT);
        assertThat(single(compressed(zlib.toByteArray(), 3)).body()).isEqualTo(TEXT);
        assertThat(single(compressed(lz4.toByteArray(), 1)).body()).isEqualTo(TEXT);
        assertThat(single(compressed(Zstd.compress(TEXT), 2)).body()).isEqualTo(TEXT);
    }

    @Test
    void aZstdFrameThatWantsMuchMemoryIsRefused() {
        int eightMebibytes = 0x68;
        int onehundredandtwentyeightMebibytes = 0x88;

        assertThat(single(compressed(zstdFrame(eightMebibytes), 2)).body())
                .isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        assertThatIllegalStateException()
                .isThrownBy(() -> single(compressed(zstdFrame(onehundredandtwentyeightMebibytes), 2))
                        .body())
                .withMessageContaining("cannot be inflated")
                .withMessageContaining("memory");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aBodyThatInflatesToTooMuchIsRefused(int codec) throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream out =
                switch (codec) {
                    case 1 -> new LZ4FrameOutputStream(bomb);
                    case 2 -> new ZstdOutputStream(bomb);
                    default -> new DeflaterOutputStream(bomb);
                }) {
            byte[] mebibyte = new byte[1024 * 1024];
            for (int i = 0; i < 65; i++) {
                out.write(mebibyte);
            }
        }

        assertThatIllegalStateException()
                .isThrownBy(() -> single(compressed(bomb.toByteArray(), codec)).body())
                .withMessageContaining("inflates to more than 67108864 bytes");
    }

    @Test
    void aBodyThatCannotBeInflatedSaysSoAndTheOthersStayReadable() {
        byte[] bytes = StoredBytes.join(
                StoredBytes.at(0).bytes(),
                compressed(new byte[] {9, 9, 9}, 2),
                StoredBytes.at(2).bytes());

        StoredMessageDecoder.Batch batch = StoredMessageDecoder.decode(bytes, QUEUE, 0, 0);

        assertThat(batch.broken()).isEmpty();
        assertThat(batch.messages()).hasSize(3);
        assertThatIllegalStateException()
                .isThrownBy(() -> batch.messages().get(1).body())
                .withMessageContaining("cannot be inflated")
                .withMessageContaining("0A0B");
    }

    @Test
    void aBodyThatChangedSinceItWasStoredIsRefused() {
        byte[] bytes = StoredBytes.at(5).bytes();
        bytes[88]++;

        assertThatIllegalStateException()
                .isThrownBy(() -> single(bytes).body())
                .withMessageContaining("checksum")
                .withMessageContaining("offset 5");
    }

    @Test
    void whatFollowsABrokenMessageIsNeverLostSilently() {
        byte[] second = StoredBytes.at(11).bytes();
        second[5]++;
        byte[] bytes = StoredBytes.join(
                StoredBytes.at(10).bytes(), second, StoredBytes.at(12).bytes());

        StoredMessageDecoder.Batch batch = StoredMessageDecoder.decode(bytes, QUEUE, 10, 0);

        assertThat(batch.messages()).extracting(Message::queueOffset).containsExactly(10L);
        assertThat(batch.broken()).hasValueSatisfying(broken -> {
            assertThat(broken.offset()).isEqualTo(11);
            assertThat(broken.reason()).contains("magic");
        });
    }

    @Test
    void aBodyCutAnywhereIsSaidToBeBroken() {
        byte[] whole =
                StoredBytes.join(StoredBytes.at(0).bytes(), StoredBytes.at(1).bytes());
        int first = StoredBytes.at(0).bytes().length;
        for (int length = 1; length < whole.length; length++) {
            if (length == first) {
                continue;
            }
            StoredMessageDecoder.Batch batch =
                    StoredMessageDecoder.decode(java.util.Arrays.copyOf(whole, length), QUEUE, 0, 0);

            assertThat(batch.broken()).as("cut at %s", length).isPresent();
            assertThat(batch.messages()).hasSize(length < first ? 0 : 1);
        }
    }

    @Test
    void noBytesMakeTheDecoderThrow() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] bytes = StoredBytes.join(
                    StoredBytes.at(0).bytes(), StoredBytes.at(1).bytes());
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }

            List<Message> messages =
                    StoredMessageDecoder.decode(bytes, QUEUE, 0, 0).messages();

            messages.forEach(message -> {
                assertThat(message.storeSize()).isPositive();
                assertThat(message.properties()).isNotNull();
                assertThat(message.messageId()).isNotEmpty();
            });
        }
    }

    @Test
    void propertiesMayLackTheLastSeparatorAndEmptyPairsDoNotCount() {
        byte[] bytes = "a\u0001b\u0002\u0001x\u0002c\u0001\u0002d\u0001e".getBytes(StandardCharsets.UTF_8);

        assertThat(PropertyCodec.decode(bytes, 0, bytes.length))
                .containsExactly(Map.entry("a", "b"), Map.entry("d", "e"));
        assertThat(PropertyCodec.value(bytes, 0, bytes.length, new byte[] {'d'}))
                .isEqualTo("e");
        assertThat(PropertyCodec.value(bytes, 0, bytes.length, new byte[] {'c'}))
                .isNull();
    }

    @Test
    void anInnerBatchIsNeverHandedOutAsOneMessage() {
        StoredBytes batch = StoredBytes.at(11);
        batch.sysFlag = 0x40 | 0x80;
        byte[] bytes = StoredBytes.join(StoredBytes.at(10).bytes(), batch.bytes());

        StoredMessageDecoder.Batch read = StoredMessageDecoder.decode(bytes, QUEUE, 10, 0);

        assertThat(read.messages()).extracting(Message::queueOffset).containsExactly(10L);
        assertThat(read.broken()).hasValueSatisfying(broken -> {
            assertThat(broken.offset()).isEqualTo(11);
            assertThat(broken.reason()).contains("batch");
        });
    }

    @Test
    void offsetsThatDoNotRiseAreNotTakenForMessagesInOrder() {
        for (long second : new long[] {3, 10}) {
            byte[] bytes = StoredBytes.join(
                    StoredBytes.at(10).bytes(), StoredBytes.at(second).bytes());

            StoredMessageDecoder.Batch read = StoredMessageDecoder.decode(bytes, QUEUE, 10, 0);

            assertThat(read.messages()).extracting(Message::queueOffset).containsExactly(10L);
            assertThat(read.broken()).hasValueSatisfying(broken -> assertThat(broken.reason())
                    .contains("offset " + second)
                    .contains("offset 10"));
        }
    }

    /** A frame of one uncompressed block, whose window is announced as this byte says. */
    private static byte[] zstdFrame(int window) {
        return new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) window, 0x29, 0, 0, 'h', 'e', 'l', 'l', 'o'};
    }

    private static byte[] compressed(byte[] body, int codec) {
        StoredBytes stored = StoredBytes.at(1);
        stored.body = body;
        stored.sysFlag = 1 | codec << 8;
        return stored.bytes();
    }

    private static Message single(byte[] bytes) {
        StoredMessageDecoder.Batch batch = StoredMessageDecoder.decode(bytes, QUEUE, 0, 0);
        assertThat(batch.broken()).isEmpty();
        assertThat(batch.messages()).hasSize(1);
        return batch.messages().get(0);
    }
}
