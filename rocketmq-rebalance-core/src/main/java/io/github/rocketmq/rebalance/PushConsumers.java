package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import io.github.rocketmq.rebalance.allocation.BroadcastAllocation;
import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.AsyncMessageListener;
import io.github.rocketmq.rebalance.api.BatchMessageListener;
import io.github.rocketmq.rebalance.api.ConsumeOptions;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.consumer.GroupSetup;
import io.github.rocketmq.rebalance.consumer.ListenerCall;
import io.github.rocketmq.rebalance.consumer.ListenerForms;
import io.github.rocketmq.rebalance.consumer.ListenerThreads;
import io.github.rocketmq.rebalance.model.MessageModel;
import io.github.rocketmq.rebalance.offsets.LocalFileOffsetStore;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Builds {@link PushConsumer}s on a {@link ClientRuntime}. */
public final class PushConsumers {

    private PushConsumers() {}

    /** Starts from the options and the listener; everything else has a default. */
    public static Builder builder(ClientRuntime runtime, PushConsumerOptions options, MessageListener listener) {
        return new Builder(runtime, options, forms(options).single(listener));
    }

    /** The same for a listener that answers later. */
    public static Builder asyncBuilder(
            ClientRuntime runtime, PushConsumerOptions options, AsyncMessageListener listener) {
        return new Builder(runtime, options, forms(options).async(listener));
    }

    /** The same for a listener that takes up to {@link ConsumeOptions#batchSize()} messages at once. */
    public static Builder batchBuilder(
            ClientRuntime runtime, PushConsumerOptions options, BatchMessageListener listener) {
        return new Builder(runtime, options, forms(options).batch(listener));
    }

    private static ListenerForms forms(PushConsumerOptions options) {
        return new ListenerForms(options.consume().undecodable());
    }

    /** Collects what a consumer is made of. Not safe for use by several threads. */
    public static final class Builder {

        private final ClientRuntime runtime;
        private final PushConsumerOptions options;
        private final ListenerCall listener;
        private AllocationStrategy allocation = new BalancedRendezvousAllocation();
        private AssignmentListener assignmentListener = new AssignmentListener() {};
        private Optional<Executor> executor = Optional.empty();
        private Optional<OffsetStore> offsetStore = Optional.empty();

        private Builder(ClientRuntime runtime, PushConsumerOptions options, ListenerCall listener) {
            this.runtime = runtime;
            this.options = options;
            this.listener = listener;
        }

        /**
         * How queues are shared among members. The default is a {@link BalancedRendezvousAllocation}, which shares averagely
         * while a member of Apache's client is in the group.
         */
        public Builder allocation(AllocationStrategy strategy) {
            this.allocation = strategy;
            return this;
        }

        /** Hears of queues taken over and given up. */
        public Builder assignmentListener(AssignmentListener heard) {
            this.assignmentListener = heard;
            return this;
        }

        /**
         * Runs the message listener. It is the caller's to close, must not run tasks in the calling thread, and should
         * let {@link PushConsumerOptions#concurrency()} tasks run at once, or as many as
         * {@link PushConsumer#concurrency(int)} permits later. By default all consumers of
         * the runtime share threads, each of them up to its concurrency.
         */
        public Builder executor(Executor workers) {
            this.executor = Optional.of(workers);
            return this;
        }

        /**
         * Where offsets live. By default at the brokers, and for broadcasting in a {@link LocalFileOffsetStore} below the
         * folder {@code .rocketmq-rebalance/offsets} of the user's home.
         */
        public Builder offsetStore(OffsetStore store) {
            this.offsetStore = Optional.of(store);
            return this;
        }

        /**
         * The consumer, not started.
         *
         * @throws IllegalStateException if the runtime already has a consumer of this group that has not left
         */
        public PushConsumer build() {
            ListenerThreads threads = executor.map(ListenerThreads::of)
                    .orElseGet(() ->
                            ListenerThreads.shared(runtime.listenerPool(), options.group(), options.concurrency()));
            boolean broadcasting = options.model() == MessageModel.BROADCASTING;
            Optional<OffsetStore> store = broadcasting
                    ? Optional.of(offsetStore.orElseGet(() -> LocalFileOffsetStore.open(
                            LocalFileOffsetStore.defaultFolder(),
                            runtime.options().instanceName(),
                            options.group())))
                    : offsetStore;
            GroupSetup setup =
                    new GroupSetup(options, listener, threads, assignmentListener, store, System.currentTimeMillis());
            try {
                return runtime.consumer(setup, broadcasting ? new BroadcastAllocation() : allocation);
            } catch (RuntimeException e) {
                if (offsetStore.isEmpty()) {
                    store.ifPresent(OffsetStore::close);
                }
                throw e;
            }
        }
    }
}
