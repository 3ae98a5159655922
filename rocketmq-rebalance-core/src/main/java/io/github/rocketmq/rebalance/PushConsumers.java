package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import java.util.concurrent.Executor;

/** Builds {@link PushConsumer}s on a {@link ClientRuntime}. */
@SuppressWarnings({"DoNotCallSuggester", "UnusedVariable"}) // a shell until the consumer is wired
public final class PushConsumers {

    private PushConsumers() {}

    /** Starts from the options and the listener; everything else has a default. */
    public static Builder builder(ClientRuntime runtime, PushConsumerOptions options, MessageListener listener) {
        return new Builder(runtime, options, listener);
    }

    /** Collects what a consumer is made of. Not safe for use by several threads. */
    public static final class Builder {

        private Builder(ClientRuntime runtime, PushConsumerOptions options, MessageListener listener) {}

        /** How queues are shared among members; the default is averagely, as in Apache's clients. */
        public Builder allocation(AllocationStrategy strategy) {
            return this;
        }

        /** Hears of queues taken over and given up. */
        public Builder assignmentListener(AssignmentListener listener) {
            return this;
        }

        /**
         * Runs the message listener. It is the caller's to close, must not run tasks in the calling thread, and should
         * let {@link PushConsumerOptions#concurrency()} tasks run at once. By default the consumer has threads of its own.
         */
        public Builder executor(Executor executor) {
            return this;
        }

        /**
         * The consumer, not started.
         *
         * @throws IllegalStateException if the runtime already has a consumer of this group
         */
        public PushConsumer build() {
            throw new IllegalStateException("not wired");
        }
    }
}
