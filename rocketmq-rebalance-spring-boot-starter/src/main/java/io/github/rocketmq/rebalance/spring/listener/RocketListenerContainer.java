package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.Lifecycle;

/**
 * One listener's life: a consumer while it runs, and a new consumer each time it starts again.
 *
 * <p>Safe for use by any thread.
 */
public final class RocketListenerContainer implements Lifecycle {

    private static final Logger log = LoggerFactory.getLogger(RocketListenerContainer.class);

    // Beyond the drain timeout a consumer only commits offsets and tells brokers.
    private static final Duration LEAVING_MARGIN = Duration.ofSeconds(10);

    private final ListenerSetup setup;
    private final Supplier<PushConsumerFactory> consumers;
    private final InstantSource clock;

    private volatile Phase phase = new Phase.NeverStarted();

    /**
     * A container that is not started.
     *
     * @param consumers asked for what makes a new consumer at each start
     */
    public RocketListenerContainer(ListenerSetup setup, Supplier<PushConsumerFactory> consumers, InstantSource clock) {
        this.setup = setup;
        this.consumers = consumers;
        this.clock = clock;
    }

    /** The listener's name in properties, health and logs. */
    public String id() {
        return setup.identity().id();
    }

    /** The code behind the listener, for errors. */
    public String description() {
        return setup.identity().description();
    }

    /** The consumer group's name. */
    public String group() {
        return options().group().name();
    }

    /** The topics it consumes, in order. */
    public List<String> topics() {
        return options().subscriptions().stream()
                .map(subscription -> subscription.topic())
                .toList();
    }

    /** How its consumers consume. */
    public PushConsumerOptions options() {
        return setup.options();
    }

    /** The name of the cluster it consumes from; empty for the application's own. */
    public String cluster() {
        return setup.cluster();
    }

    public boolean isAutoStartup() {
        return setup.autoStartup();
    }

    /** What became of its messages since the application started. */
    public ListenerCounts counts() {
        return setup.counters().snapshot();
    }

    /** Where it is in its life. */
    public Phase phase() {
        return phase;
    }

    /** What its consumer holds and does; empty if it has none. Reads memory only. */
    public Optional<ConsumerSnapshot> snapshot() {
        return phase.consumer().map(PushConsumer::snapshot);
    }

    @Override
    public boolean isRunning() {
        return phase instanceof Phase.Running;
    }

    /**
     * Joins the group with a new consumer; does nothing while it runs. Returns at once, unless it is still leaving:
     * then it waits until it has left.
     */
    @Override
    public synchronized void start() {
        if (isRunning()) {
            return;
        }
        if (phase instanceof Phase.Leaving leaving) {
            await(leaving.left());
        }
        try {
            phase = new Phase.Running(startNew(), clock.instant());
        } catch (RuntimeException failure) {
            phase = new Phase.FailedToStart(failure);
            throw failure;
        }
        log.info("Listener '{}' started: group {}, topics {}", id(), group(), topics());
    }

    /** Starts to leave the group: drains running listeners and gives the queues back. Completes when it has left. */
    public synchronized CompletionStage<Void> stopAsync() {
        if (phase instanceof Phase.Running running) {
            CompletableFuture<Void> left = running.joined().leave().toCompletableFuture();
            phase = new Phase.Leaving(running.joined(), left);
            return left.thenRun(() -> log.info("Listener '{}' stopped: left group {}", id(), group()));
        }
        return phase instanceof Phase.Leaving leaving ? leaving.left() : CompletableFuture.completedFuture(null);
    }

    /** {@link #stopAsync()}, and waits for it. */
    @Override
    public void stop() {
        await(stopAsync().toCompletableFuture());
    }

    private PushConsumer startNew() {
        PushConsumer consumer = consumers
                .get()
                .create(new ConsumerPlan(
                        setup.cluster(),
                        setup.options(),
                        setup.allocation().get(),
                        setup.form().get(),
                        new AssignmentListener() {},
                        setup.executor().get(),
                        setup.offsets().get()));
        try {
            consumer.start();
        } catch (RuntimeException failure) {
            consumer.close();
            throw failure;
        }
        return consumer;
    }

    private void await(CompletableFuture<Void> left) {
        Duration limit = options().drainTimeout().plus(LEAVING_MARGIN);
        try {
            left.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException slow) {
            log.warn(
                    "Listener '{}' has not left group {} within {}; it goes on in the background",
                    id(),
                    group(),
                    limit);
        } catch (ExecutionException failure) {
            log.warn("Listener '{}' left group {} with a failure", id(), group(), failure.getCause());
        }
    }

    /** Where a container is in its life, with what is valid only there. */
    public sealed interface Phase {

        /** The consumer in this phase; empty where there is none. */
        default Optional<PushConsumer> consumer() {
            return Optional.empty();
        }

        /** Waits for its first start. */
        record NeverStarted() implements Phase {}

        /**
         * The last start threw.
         *
         * @param reason what it threw
         */
        record FailedToStart(RuntimeException reason) implements Phase {}

        /**
         * A member of the group, or trying to become one.
         *
         * @param joined its consumer
         * @param since when it was started
         */
        record Running(PushConsumer joined, Instant since) implements Phase {
            @Override
            public Optional<PushConsumer> consumer() {
                return Optional.of(joined);
            }
        }

        /**
         * On its way out of the group, or already out when {@code left} is complete.
         *
         * @param leaver its last consumer
         * @param left completes when it has left
         */
        record Leaving(PushConsumer leaver, CompletableFuture<Void> left) implements Phase {
            @Override
            public Optional<PushConsumer> consumer() {
                return left.isDone() ? Optional.empty() : Optional.of(leaver);
            }
        }
    }
}
