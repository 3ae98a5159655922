package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.OffsetStore;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What a consumer uses of the application's beans.
 *
 * @param executorName the bean that settings name to run the listener; empty if they name none
 * @param executor finds what runs the listener each time a consumer starts; empty for shared threads
 * @param offsetStoreName the bean that settings name to keep offsets; empty if they name none
 * @param offsets finds what keeps the group's offsets each time a consumer starts; empty for the brokers
 */
public record ConsumerResources(
        String executorName,
        Supplier<Optional<Executor>> executor,
        String offsetStoreName,
        Supplier<Optional<OffsetStore>> offsets) {

    /** Shared threads, and offsets at the brokers. */
    public static final ConsumerResources NONE = new ConsumerResources("", Optional::empty, "", Optional::empty);
}
