package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.RunningInfo.TopicRates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConsumeStatsTests {

    private static final MessageQueue QUEUE = new MessageQueue("orders", "broker-a", 1);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicLong now = new AtomicLong(5_000_003);
    private final ConsumeStats stats = new ConsumeStats(now::get, new RunningCalls(1, System::nanoTime));

    @Test
    void nothingIsKnownBeforeAnythingHappens() {
        assertThat(stats.rates("orders")).isEqualTo(new TopicRates(0, 0, 0, 0, 0, 0));
        assertThat(stats.sincePulled(QUEUE)).isEqualTo(ConsumeStats.NEVER);
        assertThat(stats.sinceConsumed(QUEUE)).isEqualTo(ConsumeStats.NEVER);
    }

    @Test
    void aMemberThatBeganAMomentAgoIsNotMeasuredByTheMinute() {
        for (int i = 0; i < 50; i++) {
            stats.consumed(QUEUE, i % 5 != 0, 3 * MILLI);
            now.addAndGet(100);
        }
        stats.pulled(QUEUE, found(30), 8);
        stats.pulled(QUEUE, found(10), 4);

        TopicRates rates = stats.rates("orders");

        assertThat(rates.consumedPerSecond()).isCloseTo(8, within(0.01));
        assertThat(rates.failedPerSecond()).isCloseTo(2, within(0.01));
        assertThat(rates.consumeMillis()).isEqualTo(3);
        assertThat(rates.pullMillis()).isEqualTo(6);
        assertThat(rates.pulledPerSecond()).isCloseTo(8, within(0.01));
        assertThat(rates.failedInLastHour()).isEqualTo(10);
    }

    @Test
    void ratesAreThoseOfTheLastMinuteAndFailuresThoseOfTheLastHour() {
        for (int second = 0; second < 7200; second++) {
            stats.consumed(QUEUE, true, MILLI);
            if (second < 3600) {
                stats.consumed(QUEUE, false, MILLI);
            }
            now.addAndGet(1000);
        }
        assertThat(stats.rates("orders").consumedPerSecond()).isCloseTo(1, within(0.03));
        assertThat(stats.rates("orders").failedPerSecond()).isZero();
        assertThat(stats.rates("orders").failedInLastHour()).isBetween(1L, 60L);

        now.addAndGet(70_000);

        assertThat(stats.rates("orders").consumedPerSecond()).isZero();
        assertThat(stats.rates("orders").consumeMillis()).isZero();
        assertThat(stats.rates("orders").failedInLastHour()).isZero();
    }

    @Test
    void emptyPullsAreNoPullsButSigns() {
        stats.pulled(QUEUE, new PullReply.NothingNew(5, 5, 0), 15_000);
        now.addAndGet(2500);

        assertThat(stats.rates("orders").pullMillis()).isZero();
        assertThat(stats.sincePulled(QUEUE)).isEqualTo(2500);
    }

    @Test
    void aQueueThatNeverConsumedCountsFromItsFirstPull() {
        stats.pulled(QUEUE, found(1), 1);
        now.addAndGet(1000);
        stats.pulled(QUEUE, found(1), 1);
        assertThat(stats.sinceConsumed(QUEUE)).isEqualTo(1000);

        stats.consumed(QUEUE, true, MILLI);
        now.addAndGet(10);

        assertThat(stats.sinceConsumed(QUEUE)).isEqualTo(10);
        assertThat(stats.sincePulled(QUEUE)).isEqualTo(10);
    }

    @Test
    void noCallIsLostAmongThreadsEvenWhereSlotsBeginAnew() {
        List<CompletableFuture<Void>> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(CompletableFuture.runAsync(() -> {
                for (int call = 0; call < 25_000; call++) {
                    now.incrementAndGet();
                    stats.consumed(QUEUE, false, MILLI);
                }
            }));
        }
        threads.forEach(CompletableFuture::join);

        assertThat(stats.rates("orders").failedInLastHour()).isEqualTo(100_000);
    }

    private static PullReply found(int messages) {
        List<Message> same = Collections.nCopies(messages, new StubMessage(QUEUE, 0, 100));
        return new PullReply.Found(same, messages, messages, 0);
    }
}
