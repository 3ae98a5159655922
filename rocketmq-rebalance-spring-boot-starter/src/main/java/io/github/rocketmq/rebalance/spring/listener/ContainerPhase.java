package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PushConsumer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Where a container is in its life, with what is valid only there. */
public sealed interface ContainerPhase {

    /** The consumer in this phase; empty where there is none. */
    default Optional<PushConsumer> consumer() {
        return Optional.empty();
    }

    /** Whether nothing went wrong. */
    default boolean isExpected() {
        return true;
    }

    /** Waits for its first start. */
    record NeverStarted() implements ContainerPhase {}

    /**
     * The last start threw.
     *
     * @param reason what it threw
     */
    record FailedToStart(RuntimeException reason) implements ContainerPhase {
        @Override
        public boolean isExpected() {
            return false;
        }
    }

    /**
     * A member of the group, or trying to become one.
     *
     * @param joined its consumer
     * @param since when it was started
     */
    record Running(PushConsumer joined, Instant since) implements ContainerPhase {
        @Override
        public Optional<PushConsumer> consumer() {
            return Optional.of(joined);
        }

        /** Whether its consumer lives; one can end by itself. */
        @Override
        public boolean isExpected() {
            ConsumerState state = joined.snapshot().state();
            return state != ConsumerState.LEAVING && state != ConsumerState.CLOSED;
        }
    }

    /**
     * On its way out of the group, or already out when {@code left} is complete.
     *
     * @param leaver its last consumer
     * @param left completes when it has left
     * @param told completes when the application has also been told
     */
    record Leaving(PushConsumer leaver, CompletableFuture<Void> left, CompletableFuture<Void> told)
            implements ContainerPhase {
        @Override
        public Optional<PushConsumer> consumer() {
            return left.isDone() ? Optional.empty() : Optional.of(leaver);
        }
    }
}
