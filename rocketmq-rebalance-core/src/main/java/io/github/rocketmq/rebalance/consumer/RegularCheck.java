package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after what nobody answers for: pulls whose answer never comes and listeners that never return. Confined to the
 * loop.
 */
final class RegularCheck {

    private static final Logger log = LoggerFactory.getLogger(RegularCheck.class);
    private static final long LONGEST_INTERVAL = 10_000;

    private final ClientLoop loop;
    private final Optional<Duration> consumeTimeout;
    private final Supplier<Stream<QueuePuller>> pullers;
    private final Supplier<Stream<ProcessQueue>> windows;
    private final MessageReturns returns;
    private @Nullable Cancellable timer;
    private boolean closed;

    /**
     * @param consumeTimeout after which a message is given back although its listener still runs; empty for never
     */
    RegularCheck(
            ClientLoop loop,
            Optional<Duration> consumeTimeout,
            Supplier<Stream<QueuePuller>> pullers,
            Supplier<Stream<ProcessQueue>> windows,
            MessageReturns returns) {
        this.loop = loop;
        this.consumeTimeout = consumeTimeout;
        this.pullers = pullers;
        this.windows = windows;
        this.returns = returns;
    }

    void start() {
        if (!closed && timer == null) {
            schedule();
        }
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void schedule() {
        long interval = consumeTimeout
                .map(timeout -> Math.max(100, Math.min(LONGEST_INTERVAL, timeout.toMillis() / 4)))
                .orElse(LONGEST_INTERVAL);
        timer = loop.after(interval, () -> {
            pullers.get().forEach(QueuePuller::repairIfUnanswered);
            consumeTimeout.ifPresent(timeout -> windows.get().forEach(window -> check(window, timeout)));
            if (!closed) {
                schedule();
            }
        });
    }

    private void check(ProcessQueue window, Duration timeout) {
        window.runningLongerThan(timeout.toNanos(), TimeUnit.MILLISECONDS.toNanos(loop.now()))
                .forEach(delivery -> expire(delivery, timeout));
    }

    private void expire(Delivery delivery, Duration timeout) {
        if (delivery.claim()) {
            Message message = delivery.message();
            log.warn(
                    "the listener has had message {} at offset {} of {} for more than {}; the message is given back and"
                            + " comes again, whatever the listener says of it later",
                    message.messageId(),
                    message.queueOffset(),
                    message.queue(),
                    timeout);
            returns.giveBack(delivery, (ConsumeResult.RetryLater) ConsumeResult.retry());
        }
    }
}
