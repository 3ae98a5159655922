package io.github.rocketmq.rebalance.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SingleMessageDecoderTests {

    @Test
    void theQueueIsTheStoredOneOnTheBrokerThatSendsIt() {
        Message message = SingleMessageDecoder.decode(StoredBytes.at(44).bytes(), "broker-b");

        assertThat(message.queue()).isEqualTo(new MessageQueue("orders", "broker-b", 3));
        assertThat(message.queueOffset()).isEqualTo(44);
        assertThat(message.body()).containsExactly(1, 2, 3);
    }

    @Test
    void aMessageOfARetryTopicShowsItsOwnTopic() {
        StoredBytes stored = StoredBytes.at(1);
        stored.topic = "%RETRY%billing";
        stored.properties = Map.of("RETRY_TOPIC", "orders");

        Message message = SingleMessageDecoder.decode(stored.bytes(), "broker-b");

        assertThat(message.topic()).isEqualTo("orders");
        assertThat(message.queue().topic()).isEqualTo("%RETRY%billing");
    }

    @Test
    void anythingButOneMessageIsRefused() {
        byte[] one = StoredBytes.at(1).bytes();
        for (int length = 0; length < one.length; length++) {
            byte[] cut = Arrays.copyOf(one, length);
            assertThatExceptionOfType(FrameException.class)
                    .as("the first %d bytes", length)
                    .isThrownBy(() -> SingleMessageDecoder.decode(cut, "b"))
                    .withMessageStartingWith("a body that should be one stored message is a message ");
        }
        assertThatExceptionOfType(FrameException.class)
                .isThrownBy(() -> SingleMessageDecoder.decode(StoredBytes.join(one, one), "b"))
                .withMessage("a body that should be one stored message has " + 2 * one.length
                        + " bytes, and the message ends after " + one.length);
    }
}
