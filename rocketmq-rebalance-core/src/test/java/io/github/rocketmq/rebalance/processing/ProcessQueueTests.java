package io.github.rocketmq.rebalance.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ProcessQueueTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 3);
    private static final long NOW = 1_000;
    private static final FlowControl GENEROUS = new FlowControl(1_000, 1_000_000, 1_000);

    private final ProcessQueue queue = new ProcessQueue(QUEUE, 10);

    @Test
    void startsEmptyAtItsStartOffset() {
        assertThat(queue.queue()).isEqualTo(QUEUE);
        assertThat(queue.nextOffset()).isEqualTo(10);
        assertThat(queue.committableOffset()).isEqualTo(10);
        assertThat(queue.offsetSpan()).isZero();
        assertThat(queue.take()).isNull();
        assertThat(queue.drained()).isFalse();
        assertCached(0, 0);
    }

    @Test
    void handsOutMessagesOnceAndInOrder() {
        admit(13, 10, 12);

        assertThat(takenOffsets()).containsExactly(10L, 12L);
        assertThat(queue.take()).isNull();
        assertThat(queue.nextOffset()).isEqualTo(13);
    }

    @Test
    void movesOnWhenEverythingWasFiltered() {
        admit(42);

        assertThat(queue.nextOffset()).isEqualTo(42);
        assertThat(queue.committableOffset()).isEqualTo(42);
    }

    @Test
    void doesNotCommitOverAnUncompletedMessageWhenLaterOnesWereFiltered() {
        admit(11, 10);
        admit(42);

        assertThat(queue.committableOffset()).isEqualTo(10);
        start(take()).complete();
        assertThat(queue.committableOffset()).isEqualTo(42);
    }

    @Test
    void commitsUpToTheOldestUncompletedMessage() {
        admit(20, 10, 13, 17);
        Delivery first = start(take());
        Delivery second = start(take());
        Delivery third = start(take());

        third.complete();
        assertThat(queue.committableOffset()).isEqualTo(10);
        first.complete();
        assertThat(queue.committableOffset()).isEqualTo(13);
        second.complete();
        assertThat(queue.committableOffset()).isEqualTo(20);
    }

    @Test
    void countsWhatIsCachedAndWhatRuns() {
        queue.admit(List.of(new StubMessage(QUEUE, 10, 300), new StubMessage(QUEUE, 11, 500)), 12);
        assertCached(2, 800);

        Delivery first = start(take());
        assertThat(queue.running()).isEqualTo(1);
        assertCached(2, 800);

        first.complete();
        assertThat(queue.running()).isZero();
        assertCached(1, 500);
    }

    @Test
    void spansFromTheOldestUncompletedToTheNewestAdmittedOffset() {
        admit(1_000, 10, 20, 500);
        assertThat(queue.offsetSpan()).isEqualTo(490);

        start(take()).complete();
        assertThat(queue.offsetSpan()).isEqualTo(480);

        start(take()).complete();
        assertThat(queue.offsetSpan()).isZero();
        start(take()).complete();
        assertThat(queue.offsetSpan()).isZero();
    }

    @Test
    void skipsWhatARepeatedPullBringsAgainAndKeepsWhatIsNewer() {
        admit(12, 10, 11);
        admit(14, 10, 11, 12, 13);

        assertThat(takenOffsets()).containsExactly(10L, 11L, 12L, 13L);
        assertCached(4, 400);
    }

    @Test
    void skipsMessagesOutOfOrderWithinOnePull() {
        admit(15, 12, 11, 12, 14);

        assertThat(takenOffsets()).containsExactly(12L, 14L);
    }

    @Test
    void neverMovesBack() {
        admit(50, 10);
        start(take()).complete();

        admit(20, 15);

        assertThat(queue.nextOffset()).isEqualTo(50);
        assertThat(queue.committableOffset()).isEqualTo(50);
        assertThat(queue.take()).isNull();
    }

    @Test
    void goesOnBehindTheLastMessageWhenThePullSaysLess() {
        admit(11, 10, 14);

        assertThat(queue.nextOffset()).isEqualTo(15);
    }

    @Test
    void growsWithItsContentsWhileSomeOfThemRun() {
        List<Delivery> running = new ArrayList<>();
        for (long from = 10; from < 2_010; from += 40) {
            queue.admit(StubMessage.at(QUEUE, LongStream.range(from, from + 40).toArray()), from + 40);
            running.add(start(take()));
        }
        assertCached(2_000, 200_000);

        running.forEach(Delivery::complete);
        assertThat(queue.committableOffset()).isEqualTo(60);
        assertThat(takenOffsets())
                .containsExactlyElementsOf(LongStream.range(60, 2_010).boxed().toList());
    }

    @Test
    void usesItsSlotsAgain() {
        for (long offset = 10; offset < 100_000; offset++) {
            admit(offset + 1, offset);
            start(take()).complete();
        }
        assertThat(queue.committableOffset()).isEqualTo(100_000);
        assertCached(0, 0);
    }

    @Test
    void refusesMoreThanAnyLimitAllowsAndTakesInNothingOfIt() {
        long[] tooMany = LongStream.range(10, 10 + (1 << 17) + 1).toArray();

        assertThatThrownBy(() -> queue.admit(StubMessage.at(QUEUE, tooMany), 1_000_000))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("queue orders/broker-a/3 would hold 131073 unconsumed messages, more than any limit allows;"
                        + " pull only when flow control says so");
        assertThat(queue.nextOffset()).isEqualTo(10);
        assertCached(0, 0);
    }

    @Test
    void endsADeliveryOnlyOnce() {
        admit(12, 10, 11);
        Delivery delivery = start(take());
        queue.awaitRoom(GENEROUS);

        assertThat(delivery.complete()).isTrue();
        queue.awaitRoom(GENEROUS);
        assertThat(delivery.complete()).isFalse();
        assertThat(delivery.abandon()).isFalse();
        assertThat(delivery.tryStart(NOW)).isFalse();
        assertThat(queue.running()).isZero();
        assertCached(1, 100);
    }

    @Test
    void doesNotEndADeliveryThatNeverStarted() {
        admit(11, 10);
        Delivery delivery = take();

        assertThat(delivery.complete()).isFalse();
        assertThat(delivery.abandon()).isFalse();
        assertThat(queue.committableOffset()).isEqualTo(10);
        assertThat(queue.running()).isZero();
    }

    @Test
    void doesNotStartADeliveryTwice() {
        admit(11, 10);
        Delivery delivery = start(take());

        assertThat(delivery.tryStart(NOW)).isFalse();
        assertThat(queue.running()).isEqualTo(1);
    }

    @Test
    void letsGoOfACompletedMessageAtOnceEvenIfAnOlderOneRuns() {
        Message message = new StubMessage(QUEUE, 11, 100);
        WeakReference<Message> reference = new WeakReference<>(message);
        queue.admit(List.of(new StubMessage(QUEUE, 10, 100), message), 12);
        start(take());
        Delivery second = start(take());
        assertThat(second.message()).isSameAs(message);
        message = null;

        second.complete();

        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            System.gc();
            return reference.refersTo(null);
        });
        assertThatThrownBy(second::message)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the delivery of orders/broker-a/3 offset 11 has ended, and its message is gone;"
                        + " read the message before");
    }

    @Test
    void startsBeforeTheLeaseEndsAndNotAtItsEnd() {
        admit(12, 10, 11);
        queue.startableUntil(NOW + 1);

        assertThat(take().tryStart(NOW)).isTrue();
        assertThat(take().tryStart(NOW + 1)).isFalse();
        assertThat(queue.running()).isEqualTo(1);
        assertCached(2, 200);
    }

    @Test
    void comparesLeasesOnAClockThatWraps() {
        admit(12, 10, 11);
        queue.startableUntil(Long.MIN_VALUE + 5);

        assertThat(take().tryStart(Long.MAX_VALUE - 5)).isTrue();
        assertThat(take().tryStart(Long.MIN_VALUE + 5)).isFalse();
    }

    @Test
    void startsNothingWhileTheLeaseIsNever() {
        admit(11, 10);
        queue.startableUntil(ProcessQueue.NEVER);

        assertThat(take().tryStart(Long.MIN_VALUE)).isFalse();
        queue.startableUntil(ProcessQueue.NO_LEASE);
        assertThat(take().tryStart(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void keepsARefusedDeliveryUntilTheLeaseIsRenewed() {
        admit(13, 10, 11, 12);
        Delivery first = start(take());
        queue.startableUntil(NOW);
        Delivery second = take();
        assertThat(second.tryStart(NOW)).isFalse();

        assertThat(take().offset()).as("refused ones rest").isEqualTo(12);
        assertThat(queue.take()).isNull();

        queue.startableUntil(NOW + 100);
        assertThat(takenOffsets())
                .as("neither the running one nor the one that is held")
                .containsExactly(11L);
        assertThat(second.tryStart(NOW)).isTrue();
        first.complete();
        second.complete();
        assertThat(queue.committableOffset()).isEqualTo(12);
    }

    @Test
    void takesAgainWhatWasPutBack() {
        admit(12, 10, 11);
        Delivery first = take();
        queue.putBack(first);

        assertThat(takenOffsets()).containsExactly(10L, 11L);
    }

    @Test
    void doesNotPutBackWhatStarted() {
        admit(11, 10);
        Delivery first = start(take());
        queue.putBack(first);

        assertThat(queue.take()).isNull();
        assertThat(queue.running()).isEqualTo(1);
    }

    @Test
    void tellsOfRoomOnceForEachTimeItIsAwaited() {
        admit(13, 10, 11, 12);
        assertThat(start(take()).complete()).isFalse();

        queue.awaitRoom(GENEROUS);

        assertThat(start(take()).complete()).isTrue();
        assertThat(start(take()).complete()).isFalse();
    }

    @Test
    void tellsOfRoomOnlyWhenBothNumberAndSizeAreBelowTheirLimits() {
        admit(14, 10, 11, 12, 13);
        queue.awaitRoom(new FlowControl(3, 1_000, 1));

        assertThat(start(take()).complete()).as("3 of 3 messages").isFalse();
        assertThat(start(take()).complete()).as("2 of 3 messages").isTrue();

        queue.awaitRoom(new FlowControl(3, 100, 1));
        assertThat(start(take()).complete()).as("100 of 100 bytes").isFalse();
        assertThat(start(take()).complete()).as("0 of 100 bytes").isTrue();
    }

    @Test
    void doesNotTakeAnAbandonedDeliveryForRoom() {
        admit(11, 10);
        Delivery delivery = start(take());
        queue.awaitRoom(GENEROUS);

        assertThat(delivery.abandon()).isFalse();
    }

    @Test
    void isDrainedAtOnceWhenRevokedWithNothingRunning() {
        admit(12, 10, 11);
        take();

        queue.revoke();

        assertThat(queue.revoked()).isTrue();
        assertThat(queue.drained()).isTrue();
    }

    @Test
    void isDrainedWhenTheLastRunningDeliveryEndsAndTellsSo() {
        admit(13, 10, 11, 12);
        Delivery first = start(take());
        Delivery second = start(take());

        queue.revoke();
        assertThat(queue.drained()).isFalse();
        assertThat(queue.running()).isEqualTo(2);

        assertThat(second.complete()).isFalse();
        assertThat(queue.drained()).isFalse();
        assertThat(first.complete()).isTrue();
        assertThat(queue.drained()).isTrue();
        assertThat(queue.committableOffset()).isEqualTo(12);
    }

    @Test
    void isDrainedWhenTheLastRunningDeliveryIsAbandoned() {
        admit(12, 10, 11);
        Delivery first = start(take());
        Delivery second = start(take());
        queue.revoke();

        assertThat(second.complete()).isFalse();
        assertThat(first.abandon()).isTrue();

        assertThat(queue.drained()).isTrue();
        assertThat(queue.committableOffset()).isEqualTo(10);
    }

    @Test
    void commitsNothingBehindAnAbandonedMessage() {
        admit(12, 10, 11);
        Delivery first = start(take());
        Delivery second = start(take());

        first.abandon();
        second.complete();

        assertThat(queue.committableOffset()).isEqualTo(10);
        assertThat(queue.running()).isZero();
        assertThat(queue.offsetSpan()).isEqualTo(1);
        queue.startableUntil(ProcessQueue.NO_LEASE);
        assertThat(queue.take()).as("it is not handed out again").isNull();
    }

    @Test
    void startsTakesAndAdmitsNothingOnceRevoked() {
        admit(12, 10, 11);
        Delivery held = take();
        queue.revoke();

        assertThat(held.tryStart(NOW)).isFalse();
        queue.startableUntil(ProcessQueue.NO_LEASE);
        assertThat(held.tryStart(NOW)).isFalse();
        assertThat(queue.take()).isNull();
        admit(20, 12);
        assertThat(queue.nextOffset()).isEqualTo(12);
        assertThat(queue.take()).isNull();
        assertThat(queue.running()).isZero();
    }

    @Test
    void forgetsWhatIsNotRunningWhenRevokedAndDoesNotCommitIt() {
        admit(14, 10, 11, 12, 13);
        Delivery running = start(take());
        Delivery held = take();
        queue.startableUntil(NOW);
        Delivery refused = take();
        assertThat(refused.tryStart(NOW)).isFalse();

        queue.revoke();
        assertCached(2, 200);
        assertThat(held.tryStart(NOW - 1)).isFalse();
        assertCached(1, 100);
        running.complete();

        assertCached(0, 0);
        assertThat(queue.committableOffset()).isEqualTo(11);
        assertThatThrownBy(held::message).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(refused::message).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void forgetsARefusedAndAPutBackDeliveryOfARevokedQueue() {
        admit(12, 10, 11);
        Delivery first = take();
        Delivery second = take();
        queue.startableUntil(ProcessQueue.NEVER);
        queue.revoke();

        assertThat(first.tryStart(NOW)).isFalse();
        queue.putBack(second);

        assertCached(0, 0);
        assertThat(queue.take()).isNull();
    }

    @Test
    void stopsAwaitingRoomWhenRevoked() {
        admit(12, 10, 11);
        Delivery first = start(take());
        Delivery second = start(take());
        queue.awaitRoom(GENEROUS);

        queue.revoke();

        assertThat(first.complete()).isFalse();
        assertThat(second.complete()).isTrue();
    }

    @Test
    void mayBeRevokedTwice() {
        admit(11, 10);
        Delivery delivery = start(take());

        queue.revoke();
        queue.revoke();

        assertThat(queue.running()).isEqualTo(1);
        assertThat(delivery.complete()).isTrue();
        assertThat(queue.drained()).isTrue();
    }

    private void admit(long nextOffset, long... offsets) {
        queue.admit(StubMessage.at(QUEUE, offsets), nextOffset);
    }

    private Delivery take() {
        return Objects.requireNonNull(queue.take(), "nothing to take");
    }

    private static Delivery start(Delivery delivery) {
        assertThat(delivery.tryStart(NOW)).isTrue();
        return delivery;
    }

    private List<Long> takenOffsets() {
        List<Long> offsets = new ArrayList<>();
        for (Delivery delivery = queue.take(); delivery != null; delivery = queue.take()) {
            assertThat(delivery.message().queueOffset()).isEqualTo(delivery.offset());
            offsets.add(delivery.offset());
        }
        return offsets;
    }

    private void assertCached(int messages, long bytes) {
        assertThat(queue.cachedMessages()).isEqualTo(messages);
        assertThat(queue.cachedBytes()).isEqualTo(bytes);
    }
}
