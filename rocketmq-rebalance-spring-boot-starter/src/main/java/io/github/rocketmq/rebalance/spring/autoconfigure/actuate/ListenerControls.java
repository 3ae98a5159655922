package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.OffsetChange;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Does with one listener what somebody wants. Waits for brokers when it resets offsets, else for a moment at most. */
final class ListenerControls {

    /** A consumer does what it is told on a thread of its own, and soon. */
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private static final Duration SETTLING_STEP = Duration.ofMillis(5);

    private final String id;
    private final RocketListenerContainer container;
    private final Duration resetPatience;
    private boolean begun;

    /**
     * @param resetPatience how long to wait for brokers when offsets are reset
     */
    ListenerControls(String id, RocketListenerContainer container, Duration resetPatience) {
        this.id = id;
        this.container = container;
        this.resetPatience = resetPatience;
    }

    /** Whether anything was asked of the listener that may change it, even if it failed then. */
    boolean hasBegun() {
        return begun;
    }

    /**
     * Performs a change.
     *
     * @return what became of each queue's offset, if offsets were to be reset
     * @throws IllegalArgumentException if it cannot be done now; says why
     */
    List<ChangeDescriptor.Offset> perform(ListenerChange change) {
        switch (change.action()) {
            case PAUSE -> pause(change.mode().orElse(PauseMode.HOLD));
            case RESUME -> {
                container.resume();
                begun = true;
                settle(snapshot -> snapshot.pause().isEmpty());
            }
            case START -> {
                begun = true;
                container.start();
            }
            case STOP -> {
                begun = true;
                CompletionStage<Void> leaving = container.stopAsync();
                leaving.exceptionally(failure -> null);
            }
            case REBALANCE -> {
                consumer();
                change.interval().ifPresent(this::setInterval);
                container.rebalanceNow();
                begun = true;
            }
            case SET_INTERVAL -> change.interval().ifPresent(this::setInterval);
            case RESET_OFFSET -> {
                return reset(change);
            }
        }
        return List.of();
    }

    private void pause(PauseMode mode) {
        container.pause(mode);
        begun = true;
        settle(snapshot -> snapshot.pause().equals(Optional.of(mode)));
    }

    private void setInterval(Duration interval) {
        container.rebalanceInterval(interval);
        begun = true;
        settle(snapshot -> snapshot.rebalancing().interval().equals(interval));
    }

    private List<ChangeDescriptor.Offset> reset(ListenerChange change) {
        PushConsumer consumer = consumer();
        if (!change.isDryRun()) {
            if (change.mode().equals(Optional.of(PauseMode.HOLD))) {
                pause(PauseMode.HOLD);
            }
            requireHeld(consumer.snapshot());
            begun = true;
        }
        List<OffsetChange> changes = await(consumer.resetOffsets(
                change.to().orElseThrow(), change.queue().map(Set::of).orElse(Set.of()), change.isDryRun()));
        var owners = consumer.owners();
        return changes.stream()
                .map(changed -> ChangeDescriptor.Offset.of(changed, owners))
                .toList();
    }

    /** A listener that consumes while its offsets move would commit over them or consume what was to be skipped. */
    private void requireHeld(ConsumerSnapshot snapshot) {
        if (snapshot.state() == ConsumerState.JOINING) {
            throw new IllegalArgumentException("listener '" + id
                    + "' is still joining its group and holds no queues yet; try again in a moment, with mode hold");
        }
        if (!snapshot.pause().equals(Optional.of(PauseMode.HOLD))) {
            throw new IllegalArgumentException("listener '" + id + "' is "
                    + snapshot.pause()
                            .map(mode -> "paused with mode " + Texts.of(mode) + " and holds no queues")
                            .orElse("not paused")
                    + "; pause it with mode hold, then reset its offsets with dryRun=false, then resume it");
        }
    }

    private PushConsumer consumer() {
        return container
                .phase()
                .consumer()
                .filter(consumer -> container.isRunning())
                .orElseThrow(() -> new IllegalArgumentException("listener '" + id + "' does not run; start it first"));
    }

    private void settle(Predicate<ConsumerSnapshot> reached) {
        long end = System.nanoTime() + SETTLING.toNanos();
        while (container.snapshot().filter(reached.negate()).isPresent() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(SETTLING_STEP.toNanos());
        }
    }

    private List<OffsetChange> await(CompletionStage<List<OffsetChange>> changes) {
        try {
            return changes.toCompletableFuture().get(resetPatience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while offsets are reset; look at them before another try");
        } catch (TimeoutException slow) {
            throw new IllegalStateException(
                    "brokers have not answered within " + Texts.of(resetPatience)
                            + ", and offsets may still be reset; look at them before another try",
                    slow);
        } catch (ExecutionException failure) {
            throw new IllegalStateException("offsets could not be reset: " + failure.getMessage(), failure);
        }
    }
}
