package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.PushConsumer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a container stops: has its consumer leave the group, and says when it has. */
final class ContainerStop {

    private static final Logger log = LoggerFactory.getLogger(ContainerStop.class);

    // Beyond the drain timeout a consumer only commits offsets and tells brokers.
    private static final Duration LEAVING_MARGIN = Duration.ofSeconds(10);

    private final RocketListenerContainer container;
    private final ContainerEvents events;
    private final ListenerMonitor monitor;

    ContainerStop(RocketListenerContainer container, ContainerEvents events, ListenerMonitor monitor) {
        this.container = container;
        this.events = events;
        this.monitor = monitor;
    }

    /** Starts to leave. Nobody is told on the consumer's own thread. */
    ContainerPhase.Leaving leave(PushConsumer consumer) {
        CompletionStage<Void> left = consumer.leave();
        CompletableFuture<Void> told = new CompletableFuture<>();
        ContainerPhase.Leaving leaving = new ContainerPhase.Leaving(consumer, left.toCompletableFuture(), told);
        left.whenComplete((done, failure) -> {
            log.info("Listeners {} stopped: left group {}", container.ids(), container.group());
            events.stopped();
            monitor.execute(() -> told.complete(null));
        });
        return leaving;
    }

    /**
     * {@link #awaitLeft}, for who wants to join again.
     *
     * @throws IllegalStateException if it has not left in time, or the thread is interrupted
     */
    void requireLeft(ContainerPhase phase) {
        awaitLeft(phase);
        if (phase instanceof ContainerPhase.Leaving leaving && !leaving.left().isDone()) {
            throw new IllegalStateException(
                    "Listeners " + container.ids() + " cannot start: their last consumer has not"
                            + " left group '" + container.group() + "' yet, "
                            + (Thread.currentThread().isInterrupted()
                                    ? "and the waiting thread was interrupted"
                                    : "though " + limit() + " were waited for that")
                            + ". It goes on leaving; start them again when it has left.");
        }
    }

    private Duration limit() {
        return container.options().drainTimeout().plus(LEAVING_MARGIN);
    }

    /** If it is leaving, waits until it has left; not until the application has been told, whose thread this may be. */
    void awaitLeft(ContainerPhase phase) {
        if (!(phase instanceof ContainerPhase.Leaving leaving)) {
            return;
        }
        Duration limit = limit();
        try {
            leaving.left().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException slow) {
            log.warn(
                    "Listeners {} have not left group {} within {}; they go on leaving in the background",
                    container.ids(),
                    container.group(),
                    limit);
        } catch (ExecutionException failure) {
            log.warn("Listeners {} left group {} with a failure", container.ids(), container.group(), failure);
        }
    }
}
