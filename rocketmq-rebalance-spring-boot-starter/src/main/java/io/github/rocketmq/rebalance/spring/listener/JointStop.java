package io.github.rocketmq.rebalance.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How all containers of a registry stop at once, and how long that is waited for. */
final class JointStop {

    private static final Logger log = LoggerFactory.getLogger(JointStop.class);

    private final ListenerMonitor monitor;
    private final Duration limit;

    JointStop(ListenerMonitor monitor, Duration limit) {
        this.monitor = monitor;
        this.limit = limit;
    }

    /**
     * All leave at once. Completes when all have left and the application has been told, or when that took too long. Asked
     * by a listener of an event, it does not wait for those to be told who wait for that listener.
     */
    CompletionStage<Void> leave(List<RocketListenerContainer> leavers) {
        List<CompletableFuture<?>> awaited = new ArrayList<>();
        boolean telling = monitor.isCurrentThread();
        for (RocketListenerContainer container : leavers) {
            CompletionStage<Void> told = container.stopAsync();
            if (telling && container.phase() instanceof ContainerPhase.Leaving leaving) {
                awaited.add(leaving.left());
            } else if (!telling) {
                awaited.add(told.toCompletableFuture());
            }
        }
        if (!telling) {
            CompletableFuture<Void> told = new CompletableFuture<>();
            monitor.execute(() -> told.complete(null));
            awaited.add(told);
        }
        return CompletableFuture.allOf(awaited.toArray(CompletableFuture[]::new))
                .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(slow -> {
                    log.warn(
                            "Not all RocketMQ listeners have left their groups within {}; the others go on leaving in the"
                                    + " background",
                            limit);
                    return null;
                });
    }
}
