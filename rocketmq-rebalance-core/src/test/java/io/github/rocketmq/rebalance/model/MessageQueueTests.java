package io.github.rocketmq.rebalance.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageQueueTests {

    @Test
    void bearsApachesTextOnTheHashRing() {
        assertThat(new MessageQueue("T", "b", 1).ringKey())
                .isEqualTo("MessageQueue [topic=T, brokerName=b, queueId=1]");
    }

    @Test
    void readsShortInLogs() {
        assertThat(new MessageQueue("orders", "broker-a", 3)).hasToString("orders/broker-a/3");
    }

    @Test
    void isOrderedByTopicThenBrokerThenNumberOfTheQueue() {
        MessageQueue first = new MessageQueue("orders", "broker-a", 9);
        MessageQueue second = new MessageQueue("orders", "broker-a", 10);
        MessageQueue third = new MessageQueue("orders", "broker-b", 0);
        MessageQueue fourth = new MessageQueue("returns", "broker-a", 0);

        assertThat(Stream.of(fourth, third, second, first).sorted()).containsExactly(first, second, third, fourth);
    }
}
