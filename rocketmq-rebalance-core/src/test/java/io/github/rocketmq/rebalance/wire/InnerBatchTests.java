package io.github.rocketmq.rebalance.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.wire.StoredMessageDecoder.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageBatch;
import org.apache.rocketmq.common.message.MessageClientIDSetter;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.junit.jupiter.api.Test;

/** Against batches that Apache's own classes write, and what they read from them. */
class InnerBatchTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);
    private static final int INNER_BATCH = 0x80;
    private static final int NEED_UNWRAP = 0x40;
    private static final int COMPRESSED = 1;

    @Test
    void everyInnerMessageIsAMessageOfItsOwn() throws Exception {
        StoredBytes stored = batch(100, 5);
        byte[] bytes = StoredBytes.join(
                StoredBytes.at(99).bytes(), stored.bytes(), StoredBytes.at(105).bytes());

        Batch read = StoredMessageDecoder.decode(bytes, QUEUE, 99, 0);

        assertThat(read.broken()).isEmpty();
        assertThat(read.messages())
                .extracting(message -> message.queueOffset())
                .containsExactly(99L, 100L, 101L, 102L, 103L, 104L, 105L);
        List<MessageExt> apache = new ArrayList<>();
        MessageDecoder.decodeMessage(MessageDecoder.decode(ByteBuffer.wrap(stored.bytes()), true, true, true), apache);
        for (int i = 0; i < 5; i++) {
            io.github.rocketmq.rebalance.model.Message ours = read.messages().get(i + 1);
            MessageExt theirs = apache.get(i);
            assertThat(ours.queueOffset()).isEqualTo(theirs.getQueueOffset());
            assertThat(ours.topic()).isEqualTo(theirs.getTopic());
            assertThat(ours.body()).isEqualTo(theirs.getBody());
            assertThat(ours.tag()).isEqualTo(theirs.getTags()).isEqualTo("tag-" + i);
            assertThat(ours.keys()).containsExactly(theirs.getKeys());
            assertThat(ours.properties()).isEqualTo(theirs.getProperties());
            assertThat(ours.messageId()).isEqualTo(theirs.getMsgId());
            assertThat(ours.flag()).isEqualTo(theirs.getFlag()).isEqualTo(i);
            assertThat(ours.sysFlag()).isEqualTo(theirs.getSysFlag());
            assertThat(ours.bornTimestamp()).isEqualTo(theirs.getBornTimestamp());
            assertThat(ours.storeTimestamp()).isEqualTo(theirs.getStoreTimestamp());
            assertThat(ours.bornHost()).isEqualTo(theirs.getBornHost());
            assertThat(ours.storeHost()).isEqualTo(theirs.getStoreHost());
            assertThat(ours.commitLogOffset()).isEqualTo(theirs.getCommitLogOffset());
            assertThat(ours.reconsumeTimes()).isEqualTo(2);
            assertThat(ours.storeSize()).isBetween(20, stored.bytes().length / 4);
            assertThat(ours.queue()).isEqualTo(QUEUE);
        }
    }

    @Test
    void aPullThatStartsInTheMiddleOfABatchSkipsWhatIsBefore() {
        Batch read = StoredMessageDecoder.decode(batch(100, 5).bytes(), QUEUE, 103, 0);

        assertThat(read.broken()).isEmpty();
        assertThat(read.messages()).extracting(message -> message.tag()).containsExactly("tag-3", "tag-4");
        assertThat(read.messages()).extracting(message -> message.queueOffset()).containsExactly(103L, 104L);
    }

    @Test
    void offsetsOfALogicalQueueAreMovedOnce() {
        Batch read = StoredMessageDecoder.decode(batch(100, 2).bytes(), QUEUE, 1100, 1000);

        assertThat(read.messages()).extracting(message -> message.queueOffset()).containsExactly(1100L, 1101L);
    }

    @Test
    void aCompressedBatchIsInflatedFirst() throws IOException {
        StoredBytes stored = batch(0, 3);
        ByteArrayOutputStream zlib = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(zlib)) {
            out.write(stored.body);
        }
        stored.body = zlib.toByteArray();
        stored.sysFlag |= COMPRESSED;

        Batch read = StoredMessageDecoder.decode(stored.bytes(), QUEUE, 0, 0);

        assertThat(read.broken()).isEmpty();
        assertThat(read.messages())
                .extracting(message -> new String(message.body(), StandardCharsets.UTF_8))
                .containsExactly("body 0", "body 1", "body 2");
    }

    @Test
    void aBatchThatNeedsNoUnwrappingStaysOneMessage() {
        StoredBytes stored = batch(7, 3);
        stored.sysFlag = INNER_BATCH;

        Batch read = StoredMessageDecoder.decode(stored.bytes(), QUEUE, 7, 0);

        assertThat(read.broken()).isEmpty();
        assertThat(read.messages()).singleElement().satisfies(message -> assertThat(message.body())
                .isEqualTo(stored.body));
    }

    @Test
    void aBatchThatIsCutAnywhereStopsTheQueueAtItsFirstOffset() {
        byte[] whole = apacheBatch(3);
        for (int length = 0; length < whole.length; length++) {
            StoredBytes stored = batch(100, 3);
            stored.body = Arrays.copyOf(whole, length);
            byte[] bytes = StoredBytes.join(
                    StoredBytes.at(99).bytes(),
                    stored.bytes(),
                    StoredBytes.at(103).bytes());

            Batch read = StoredMessageDecoder.decode(bytes, QUEUE, 99, 0);

            assertThat(read.messages())
                    .as("cut at %s", length)
                    .extracting(message -> message.queueOffset())
                    .containsExactly(99L);
            assertThat(read.broken()).hasValueSatisfying(broken -> {
                assertThat(broken.offset()).isEqualTo(100);
                assertThat(broken.reason()).contains("batch");
            });
        }
    }

    @Test
    void aBatchWithAnotherCountOrStartThanItSaysIsBroken() {
        for (Map<String, String> properties : List.of(
                Map.of("INNER_BASE", "100", "INNER_NUM", "4"),
                Map.of("INNER_BASE", "101", "INNER_NUM", "3"),
                Map.of("INNER_BASE", "100", "INNER_NUM", "three"))) {
            StoredBytes stored = batch(100, 3);
            stored.properties = properties;

            Batch read = StoredMessageDecoder.decode(stored.bytes(), QUEUE, 100, 0);

            assertThat(read.messages()).isEmpty();
            assertThat(read.broken())
                    .hasValueSatisfying(broken -> assertThat(broken.offset()).isEqualTo(100));
        }
    }

    @Test
    void aBatchWhoseBytesChangedIsBroken() {
        byte[] bytes = batch(100, 3).bytes();
        bytes[88 + 20]++;

        Batch read = StoredMessageDecoder.decode(bytes, QUEUE, 100, 0);

        assertThat(read.messages()).isEmpty();
        assertThat(read.broken())
                .hasValueSatisfying(broken -> assertThat(broken.reason()).contains("checksum"));
    }

    @Test
    void noBytesOfABatchMakeTheDecoderThrow() {
        for (int seed = 0; seed < 3000; seed++) {
            Random random = new Random(seed);
            byte[] body = apacheBatch(3);
            for (int i = 0; i <= random.nextInt(4); i++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt();
            }

            StoredBytes stored = batch(0, 3);
            stored.body = body;

            Batch read = StoredMessageDecoder.decode(stored.bytes(), QUEUE, 0, 0);

            assertThat(read.messages()).hasSize(read.broken().isPresent() ? 0 : 3);
            read.messages().forEach(message -> {
                assertThat(message.body()).isNotNull();
                assertThat(message.properties()).isNotNull();
                assertThat(message.storeSize()).isPositive();
            });
        }
    }

    private static StoredBytes batch(long firstOffset, int count) {
        StoredBytes stored = StoredBytes.at(firstOffset);
        stored.sysFlag = INNER_BATCH | NEED_UNWRAP;
        stored.body = apacheBatch(count);
        stored.properties = Map.of("INNER_BASE", Long.toString(firstOffset), "INNER_NUM", Integer.toString(count));
        return stored;
    }

    private static byte[] apacheBatch(int count) {
        return MessageBatch.generateFromList(IntStream.range(0, count)
                        .mapToObj(InnerBatchTests::message)
                        .toList())
                .encode();
    }

    private static Message message(int i) {
        Message message =
                new Message("orders", "tag-" + i, "key-" + i, i, ("body " + i).getBytes(StandardCharsets.UTF_8), true);
        MessageClientIDSetter.setUniqID(message);
        return message;
    }
}
