package io.github.rocketmq.rebalance.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import io.github.rocketmq.rebalance.processing.FlowControl.Decision;
import io.github.rocketmq.rebalance.processing.FlowControl.Reason;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FlowControlTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);

    private final FlowControl flowControl = new FlowControl(3, 1_000, 50);
    private final ProcessQueue queue = new ProcessQueue(QUEUE, 0);

    @Test
    void pullsWhileEveryLimitIsFurtherAway() {
        assertThat(flowControl.decide(queue)).isEqualTo(new Decision.Pull());

        queue.admit(List.of(new StubMessage(QUEUE, 0, 500), new StubMessage(QUEUE, 49, 499)), 50);

        assertThat(flowControl.decide(queue)).isEqualTo(new Decision.Pull());
    }

    @Test
    void waitsAtTheLimitOfMessages() {
        queue.admit(StubMessage.at(QUEUE, 0, 1, 2), 3);

        assertThat(flowControl.decide(queue)).isEqualTo(new Decision.Wait(Reason.COUNT));
    }

    @Test
    void waitsAtTheLimitOfBytes() {
        queue.admit(List.of(new StubMessage(QUEUE, 0, 1_000)), 1);

        assertThat(flowControl.decide(queue)).isEqualTo(new Decision.Wait(Reason.SIZE));
    }

    @Test
    void waitsAtTheLimitOfTheSpanUntilTheOldestMessageIsCompleted() {
        queue.admit(StubMessage.at(QUEUE, 0, 50), 51);
        assertThat(flowControl.decide(queue)).isEqualTo(new Decision.Wait(Reason.SPAN));

        Delivery oldest = Objects.requireNonNull(queue.take());
        oldest.tryStart(0);
        oldest.complete();

        assertThat(flowControl.decide(queue)).isEqualTo(new Decision.Pull());
    }

    @Test
    void pullsAgainWhenAMessageCompletes() {
        queue.admit(StubMessage.at(QUEUE, 0, 1, 2), 3);
        Delivery first = Objects.requireNonNull(queue.take());
        first.tryStart(0);
        first.complete();

        assertThat(flowControl.decide(queue)).isEqualTo(new Decision.Pull());
    }

    @Test
    void doesNotCountTheGapThatFilteredMessagesLeave() {
        queue.admit(StubMessage.at(QUEUE, 0), 100_000);

        assertThat(flowControl.decide(queue)).isEqualTo(new Decision.Pull());
    }

    @Test
    void refusesALimitAtWhichNothingWouldEverBePulled() {
        assertThatThrownBy(() -> new FlowControl(1, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("flow control with at most 1 messages, 0 bytes and a span of 1 would never pull;"
                        + " every limit must be 1 or higher");
        assertThatThrownBy(() -> new FlowControl(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FlowControl(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
