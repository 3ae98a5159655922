package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounters;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One listener with all its settings resolved, ready for a container.
 *
 * @param identity how it is called
 * @param cluster the name of the cluster it consumes from; empty for the application's own
 * @param options how it would consume alone
 * @param strategy the name of its allocation strategy
 * @param allocation makes the strategy each time a consumer starts
 * @param autoStartup whether it starts with the application
 * @param form makes the code that takes its messages when a consumer starts
 * @param counters where the code counts results
 * @param idOrigin where its id comes from
 * @param idleEventInterval how long it may be without a message before that is told; empty if nobody wants to know
 * @param resources what its consumer uses of the application's beans
 * @param maxPullIdle how long a queue may be without an answer to its pull; empty for the limit of all listeners
 */
public record ListenerSetup(
        ListenerIdentity identity,
        String cluster,
        PushConsumerOptions options,
        String strategy,
        Supplier<AllocationStrategy> allocation,
        boolean autoStartup,
        Supplier<ListenerForm> form,
        ListenerCounters counters,
        IdOrigin idOrigin,
        Optional<Duration> idleEventInterval,
        ConsumerResources resources,
        Optional<Duration> maxPullIdle) {

    /** Where the id of a listener comes from. */
    public enum IdOrigin {
        /** The application named the listener; nobody else may be called so. */
        GIVEN,
        /** It is called as its group, like every listener of the group without an id of its own. */
        GROUP
    }

    /** A listener with an id of its own whose idleness is not told, on shared threads and with offsets at the brokers. */
    public ListenerSetup(
            ListenerIdentity identity,
            String cluster,
            PushConsumerOptions options,
            String strategy,
            Supplier<AllocationStrategy> allocation,
            boolean autoStartup,
            Supplier<ListenerForm> form,
            ListenerCounters counters) {
        this(
                identity,
                cluster,
                options,
                strategy,
                allocation,
                autoStartup,
                form,
                counters,
                IdOrigin.GIVEN,
                Optional.empty(),
                ConsumerResources.NONE,
                Optional.empty());
    }

    String id() {
        return identity.id();
    }

    String group() {
        return options.group().name();
    }

    /** The listener as errors name it. */
    String label() {
        return "'" + identity.id() + "' (" + identity.description() + ")";
    }
}
