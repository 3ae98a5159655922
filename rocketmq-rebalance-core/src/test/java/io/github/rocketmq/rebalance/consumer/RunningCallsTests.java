package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RunningCallsTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 1);
    private static final MessageQueue OTHER = new MessageQueue("orders", "broker-a", 2);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final LoopTime NOON = new LoopTime(1_000_000, Instant.parse("2026-01-31T12:00:00Z"));

    /** The clock's zero is arbitrary, so it may be negative. */
    private long nanos = -5 * SECOND;

    private final RunningCalls calls = new RunningCalls(2, () -> nanos);

    @Test
    void nothingRunsAtFirst() {
        assertThat(calls.since(NOON)).isEmpty();
        assertThat(calls.since(NOON, QUEUE)).isEmpty();
    }

    @Test
    void theCallThatRunsLongestIsSeenUntilItEnds() {
        int first = calls.begin(QUEUE, nanos);
        nanos += 2 * SECOND;
        int second = calls.begin(OTHER, nanos);
        nanos += SECOND;

        assertThat(calls.since(NOON)).hasValue(NOON.instant().minusSeconds(3));
        assertThat(calls.since(NOON, QUEUE)).hasValue(NOON.instant().minusSeconds(3));
        assertThat(calls.since(NOON, OTHER)).hasValue(NOON.instant().minusSeconds(1));

        calls.end(first);
        assertThat(calls.since(NOON)).hasValue(NOON.instant().minusSeconds(1));
        assertThat(calls.since(NOON, QUEUE)).isEmpty();
        calls.end(second);
        assertThat(calls.since(NOON)).isEmpty();
    }

    @Test
    void callsBeyondTheSlotsAreNotSeenAndHarmless() {
        List<Integer> begun = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            begun.add(calls.begin(QUEUE, nanos));
        }
        assertThat(begun).filteredOn(slot -> slot == RunningCalls.UNSEEN).hasSize(8);

        begun.forEach(calls::end);
        assertThat(calls.since(NOON)).isEmpty();
        assertThat(calls.begin(QUEUE, nanos)).isNotEqualTo(RunningCalls.UNSEEN);
    }

    @Test
    void moreCallsAreSeenWhenMoreMayRun() {
        List<Integer> begun = new ArrayList<>();
        begun.add(calls.begin(QUEUE, nanos));
        calls.makeRoomFor(100);
        calls.makeRoomFor(3);
        for (int i = 1; i < 100; i++) {
            begun.add(calls.begin(i == 99 ? OTHER : QUEUE, nanos));
        }
        assertThat(begun).doesNotContain(RunningCalls.UNSEEN).doesNotHaveDuplicates();
        assertThat(calls.since(NOON, OTHER)).isPresent();

        begun.forEach(calls::end);
        assertThat(calls.since(NOON)).isEmpty();
    }

    @Test
    void aBatchRunsUntilItsLastMessageHasAResult() {
        ConsumeStats stats = new ConsumeStats(() -> 0, calls);
        List<ListenerCall.Results> open = new ArrayList<>();
        ListenerCall counted = new CountedCall((messages, results) -> open.add(results), stats);

        counted.call(List.of(message(0), message(1)), (index, result) -> {});
        open.get(0).settle(1, ConsumeResult.consumed());
        assertThat(calls.since(NOON, QUEUE)).isPresent();
        open.get(0).settle(0, ConsumeResult.retry());

        assertThat(calls.since(NOON, QUEUE)).isEmpty();
    }

    private static Message message(int offset) {
        return new StubMessage("m" + offset, "orders", QUEUE, offset, offset, 0, Map.of(), 100);
    }
}
