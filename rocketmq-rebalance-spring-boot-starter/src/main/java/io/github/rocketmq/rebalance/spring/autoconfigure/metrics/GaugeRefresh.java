package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.RebalanceTrigger;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Has the series of the gauges follow what there is: soon after queues changed hands, and in regular intervals for listeners
 * that came or went. On a thread of its own, because a client's loop must not wait for the listeners' registry.
 */
final class GaugeRefresh implements SmartLifecycle, ClientEvents {

    private static final Logger log = LoggerFactory.getLogger(GaugeRefresh.class);

    /** Many groups change hands together. */
    private static final long SOON_MILLIS = 100;

    private final Runnable refresh;
    private final Duration interval;
    private final AtomicBoolean planned = new AtomicBoolean();
    private volatile @Nullable ScheduledExecutorService executor;

    GaugeRefresh(Runnable refresh, Duration interval) {
        this.refresh = refresh;
        this.interval = interval;
    }

    @Override
    public synchronized void start() {
        if (executor == null) {
            ScheduledThreadPoolExecutor started = new ScheduledThreadPoolExecutor(1, task -> {
                Thread thread = new Thread(task, "rocketmq-metrics");
                thread.setDaemon(true);
                return thread;
            });
            var unused =
                    started.scheduleWithFixedDelay(this::refreshSafely, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
            executor = started;
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        if (running != null) {
            running.shutdownNow();
            executor = null;
            planned.set(false);
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }

    /** Stops last, so that the queues given up at the end are seen. */
    @Override
    public int getPhase() {
        return RocketListenerRegistry.PHASE - 1;
    }

    @Override
    public void rebalanced(ConsumerGroup group, RebalanceTrigger trigger, boolean successful, Duration took) {
        if (trigger != RebalanceTrigger.INTERVAL) {
            soon();
        }
    }

    @Override
    public void queuesAssigned(ConsumerGroup group, Set<MessageQueue> queues) {
        soon();
    }

    @Override
    public void queuesRevoked(ConsumerGroup group, Set<MessageQueue> queues) {
        soon();
    }

    @Override
    public void queuesLost(ConsumerGroup group, Set<MessageQueue> queues) {
        soon();
    }

    private void soon() {
        ScheduledExecutorService running = executor;
        if (running != null && planned.compareAndSet(false, true)) {
            try {
                var unused = running.schedule(
                        () -> {
                            planned.set(false);
                            refreshSafely();
                        },
                        SOON_MILLIS,
                        TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException stopped) {
                planned.set(false);
            }
        }
    }

    private void refreshSafely() {
        try {
            refresh.run();
        } catch (RuntimeException failure) {
            log.warn("the gauges of the RocketMQ listeners could not be brought up to date", failure);
        }
    }
}
