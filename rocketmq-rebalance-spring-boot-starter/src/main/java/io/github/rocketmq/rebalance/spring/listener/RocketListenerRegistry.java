package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.springframework.context.SmartLifecycle;

/**
 * Every listener of the application by id; starts them with the application and stops them together.
 *
 * <p>Consumers start after the web server and stop before it, so that a request in flight may still send. Safe for use by
 * any thread.
 */
public final class RocketListenerRegistry implements SmartLifecycle {

    /** Behind Spring Boot's web server and its graceful shutdown, as Spring's other listener containers. */
    public static final int PHASE = Integer.MAX_VALUE - 100;

    private final Map<String, RocketListenerContainer> containers = new LinkedHashMap<>();
    private final Supplier<PushConsumerFactory> consumers;
    private final InstantSource clock;

    /** What ran before the last stop, and so runs again after the next start. */
    private List<RocketListenerContainer> stoppedTogether = List.of();

    private boolean running;

    /**
     * Knows no listener yet.
     *
     * @param consumers asked when a listener starts for what makes its consumer
     */
    public RocketListenerRegistry(Supplier<PushConsumerFactory> consumers, InstantSource clock) {
        this.consumers = consumers;
        this.clock = clock;
    }

    /**
     * Adds a listener in a container, which starts at once if the application runs already.
     *
     * @throws RocketMqConfigurationException if another listener has its id or its consumer group
     */
    public synchronized RocketListenerContainer add(ListenerSetup setup) {
        RocketListenerContainer container = new RocketListenerContainer(setup, consumers, clock);
        for (RocketListenerContainer other : containers.values()) {
            if (other.id().equals(container.id())) {
                throw duplicateId(other, container);
            }
            if (other.group().equals(container.group())) {
                throw duplicateGroup(other, container);
            }
        }
        containers.put(container.id(), container);
        if (running && container.isAutoStartup()) {
            container.start();
        }
        return container;
    }

    /** The ids of all listeners, in the order of their declaration. */
    public synchronized Set<String> ids() {
        return new LinkedHashSet<>(containers.keySet());
    }

    /** One listener by its id; empty if there is none of that id. */
    public synchronized Optional<RocketListenerContainer> find(String id) {
        return Optional.ofNullable(containers.get(id));
    }

    /** All listeners, in the order of their declaration. */
    public synchronized Collection<RocketListenerContainer> containers() {
        return List.copyOf(containers.values());
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        try {
            containers.values().stream().filter(this::startsNow).forEach(RocketListenerContainer::start);
        } catch (RuntimeException failure) {
            // Whoever started before the failing one must not stay a member of its group.
            stopAndWait(endRunning());
            throw failure;
        }
    }

    @Override
    public void stop() {
        stopAndWait(endRunning());
    }

    @Override
    public void stop(Runnable callback) {
        leaveAll(endRunning()).whenComplete((left, failure) -> callback.run());
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private boolean startsNow(RocketListenerContainer container) {
        return stoppedTogether.contains(container)
                || (container.isAutoStartup()
                        && container.phase() instanceof RocketListenerContainer.Phase.NeverStarted);
    }

    /** Ends running; also those that were stopped by hand and are still leaving are to be waited for. */
    private synchronized List<RocketListenerContainer> endRunning() {
        stoppedTogether = containers.values().stream()
                .filter(RocketListenerContainer::isRunning)
                .toList();
        running = false;
        return List.copyOf(containers.values());
    }

    private static void stopAndWait(List<RocketListenerContainer> leavers) {
        leaveAll(leavers);
        leavers.forEach(RocketListenerContainer::stop);
    }

    private static CompletionStage<Void> leaveAll(List<RocketListenerContainer> leavers) {
        return CompletableFuture.allOf(leavers.stream()
                .map(container -> container.stopAsync().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    private static RocketMqConfigurationException duplicateId(
            RocketListenerContainer first, RocketListenerContainer second) {
        return new RocketMqConfigurationException(
                "Two RocketMQ listeners have the id '" + first.id() + "': " + first.description() + " and "
                        + second.description() + ".",
                "Give each listener an id of its own with @RocketMessageListener(id = \"...\"). Without an id the"
                        + " consumer group is the id.");
    }

    private static RocketMqConfigurationException duplicateGroup(
            RocketListenerContainer first, RocketListenerContainer second) {
        return new RocketMqConfigurationException(
                "Two RocketMQ listeners consume as the group '" + first.group() + "': '" + first.id() + "' ("
                        + first.description() + ") and '" + second.id() + "' (" + second.description()
                        + "). Brokers keep one subscription per group, so one of them would lose messages.",
                "Give each listener a consumerGroup of its own, or let one listener take all topics with"
                        + " @RocketMessageListener(topics = {...}).");
    }
}
