package io.github.rocketmq.rebalance.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.client.ExecutorScheduler;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerPoolTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ListenerPool pool = new ListenerPool(new ExecutorScheduler(timer));
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void close() {
        released.countDown();
        pool.close();
        timer.shutdownNow();
    }

    @Test
    void aGroupRunsAsManyTasksAtOnceAsItMayAndNoMore() {
        PoolShare three = pool.share(new ConsumerGroup("three"), 3);
        PoolShare one = pool.share(new ConsumerGroup("one"), 1);
        AtomicInteger most = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            three.execute(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                hold();
                running.decrementAndGet();
            });
        }
        await().atMost(PATIENCE).until(() -> running.get() == 3);

        one.execute(done::incrementAndGet);
        await().atMost(PATIENCE).until(() -> done.get() == 1);
        assertThat(running).hasValue(3);
        released.countDown();

        await().atMost(PATIENCE).until(() -> running.get() == 0);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(most).hasValue(3));
    }

    @Test
    void aGroupMayRunMoreOrFewerTasksAtOnceFromNowOn() {
        PoolShare share = pool.share(new ConsumerGroup("orders"), 2);
        AtomicInteger permits = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            share.execute(() -> {
                running.incrementAndGet();
                await().atMost(PATIENCE).until(() -> permits.getAndUpdate(left -> Math.max(0, left - 1)) > 0);
                running.decrementAndGet();
                done.incrementAndGet();
            });
        }
        await().atMost(PATIENCE).until(() -> running.get() == 2);

        share.concurrency(6);
        await().atMost(PATIENCE).until(() -> running.get() == 6);

        share.concurrency(1);
        permits.set(5);
        await().atMost(PATIENCE).until(() -> done.get() == 5);
        assertThat(running).hasValue(1);
        permits.set(1000);
        await().atMost(PATIENCE).until(() -> done.get() == 20);
    }

    @Test
    void groupsWhoseListenersHangKeepNoOtherFromItsWork() {
        for (int group = 0; group < 3; group++) {
            PoolShare hanging = pool.share(new ConsumerGroup("hanging-" + group), 20);
            for (int i = 0; i < 30; i++) {
                hanging.execute(() -> {
                    running.incrementAndGet();
                    hold();
                });
            }
        }
        PoolShare quick = pool.share(new ConsumerGroup("quick"), 20);
        quick.execute(done::incrementAndGet);

        await().atMost(PATIENCE).until(() -> done.get() == 1);
        await().atMost(PATIENCE).until(() -> running.get() == 60);
        quick.execute(done::incrementAndGet);
        await().atMost(PATIENCE).until(() -> done.get() == 2);
        assertThat(pool.size()).isBetween(61, 80);
    }

    @Test
    void aHundredGroupsWithShortWorkShareFewThreads() {
        List<PoolShare> shares = IntStream.range(0, 100)
                .mapToObj(i -> pool.share(new ConsumerGroup("group-" + i), 20))
                .toList();
        for (int round = 0; round < 200; round++) {
            shares.forEach(share -> share.execute(done::incrementAndGet));
        }

        await().atMost(PATIENCE).until(() -> done.get() == 20_000);
        assertThat(pool.size()).isLessThan(60);
    }

    @Test
    void aGroupThatHasLeftFinishesWhatItTookAndTakesNoMore() {
        PoolShare share = pool.share(new ConsumerGroup("leaving"), 2);
        for (int i = 0; i < 5; i++) {
            share.execute(() -> {
                hold();
                done.incrementAndGet();
            });
        }
        share.close();
        pool.close();

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> share.execute(done::incrementAndGet))
                .withMessageContaining("'leaving'");
        released.countDown();
        await().atMost(PATIENCE).until(() -> done.get() == 5);
    }

    @Test
    void aThreadBearsTheNameOfTheGroupItWorksForAndSurvivesItsFailures() {
        PoolShare share = pool.share(new ConsumerGroup("orders"), 1);
        ConcurrentLinkedQueue<String> names = new ConcurrentLinkedQueue<>();
        share.execute(() -> {
            names.add(Thread.currentThread().getName());
            Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
            throw new IllegalStateException("on purpose");
        });
        share.execute(() -> names.add(Thread.currentThread().getName()));

        await().atMost(PATIENCE).until(() -> names.size() == 2);
        assertThat(names).allMatch(name -> name.startsWith("rocketmq-orders-"));
    }

    private void hold() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
