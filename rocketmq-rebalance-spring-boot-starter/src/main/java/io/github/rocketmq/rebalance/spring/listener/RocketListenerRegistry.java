package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Every listener of the application by id, in one container for each consumer group; starts the containers with the
 * application and stops them together.
 *
 * <p>Consumers start after the web server and stop before it, so that a request in flight may still send. Safe for use by
 * any thread; those who only ask are never kept waiting.
 */
public final class RocketListenerRegistry implements SmartLifecycle, AutoCloseable {

    /** Behind Spring Boot's web server and its graceful shutdown, as Spring's other listener containers. */
    public static final int PHASE = Integer.MAX_VALUE - 100;

    private static final Logger log = LoggerFactory.getLogger(RocketListenerRegistry.class);

    private final ListenerServices services;
    private final ListenerMonitor monitor;

    /** One for each group of a cluster, in the order of their declaration; replaced whole. */
    private volatile List<RocketListenerContainer> containers = List.of();

    /** What ran before the last stop, and so runs again after the next start. */
    private List<RocketListenerContainer> stoppedTogether = List.of();

    private volatile boolean running;

    /** Knows no listener yet. */
    public RocketListenerRegistry(ListenerServices services) {
        this(services, new DaemonMonitor());
    }

    /**
     * Knows no listener yet, tells nobody of what happens, and registers no endpoints.
     *
     * @param consumers asked when a listener starts for what makes its consumer
     */
    public RocketListenerRegistry(Supplier<PushConsumerFactory> consumers, InstantSource clock) {
        this(ListenerServices.silent(consumers, clock), ListenerMonitor.inCallingThread());
    }

    RocketListenerRegistry(ListenerServices services, ListenerMonitor monitor) {
        this.services = services;
        this.monitor = monitor;
    }

    /**
     * Adds a listener that code describes, with the application's settings laid over it; otherwise as {@link #add}.
     *
     * @return the container it is in; empty if the properties disable it
     * @throws RocketMqConfigurationException if its settings cannot work, or not together with those of its group
     */
    public Optional<RocketListenerContainer> register(RocketListenerEndpoint endpoint) {
        return services.preparation().get().prepare(endpoint).map(this::add);
    }

    /**
     * Adds a listener to the container of its group, whose consumer takes it in while it runs. If its group has none, it
     * gets one, which starts at once if the application runs already.
     *
     * @throws RocketMqConfigurationException if another listener has its id
     * @throws InconsistentSubscriptionException if it and another listener of its group cannot share a consumer
     */
    public synchronized RocketListenerContainer add(ListenerSetup setup) {
        requireFreeId(setup);
        for (RocketListenerContainer container : containers) {
            if (isHome(container, setup)) {
                container.add(setup);
                return container;
            }
        }
        RocketListenerContainer container = new RocketListenerContainer(setup, services, monitor);
        List<RocketListenerContainer> more = new ArrayList<>(containers);
        more.add(container);
        containers = List.copyOf(more);
        if (running && container.isAutoStartup()) {
            container.start();
        }
        return container;
    }

    /**
     * Removes the listener of that id, or all that share it. The consumer goes on for the other listeners of the group;
     * after the last one it leaves the group, and this waits until it has.
     *
     * @return whether there was one
     */
    public synchronized boolean unregister(String id) {
        Optional<RocketListenerContainer> found = find(id);
        if (found.isEmpty()) {
            return false;
        }
        RocketListenerContainer container = found.get();
        Optional<MergedListeners> rest = container.listeners().without(id);
        if (rest.isPresent()) {
            container.remove(rest.get());
        } else {
            containers = containers.stream().filter(other -> other != container).toList();
            container.stop();
        }
        return true;
    }

    /** The ids of all listeners, in the order of their containers. */
    public Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        containers.forEach(container -> ids.addAll(container.ids()));
        return ids;
    }

    /** The container of a listener, which it may share with others of its group; empty if no listener has that id. */
    public Optional<RocketListenerContainer> find(String id) {
        return containers.stream()
                .filter(container -> container.ids().contains(id))
                .findFirst();
    }

    /** All containers, in the order of their declaration. */
    public Collection<RocketListenerContainer> containers() {
        return containers;
    }

    /** Those containers that a condition holds for. */
    public Collection<RocketListenerContainer> matching(Predicate<RocketListenerContainer> condition) {
        return containers.stream().filter(condition).toList();
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        running = true;
        try {
            containers.stream().filter(this::startsNow).forEach(RocketListenerContainer::start);
        } catch (RuntimeException failure) {
            // Whoever started before the failing one must not stay a member of its group.
            leaveAll(endRunning()).toCompletableFuture().join();
            throw failure;
        }
    }

    @Override
    public void stop() {
        leaveAll(endRunning()).toCompletableFuture().join();
    }

    /** All containers leave at once; calls back when all have left, or when that took as long as the application waits. */
    @Override
    public void stop(Runnable callback) {
        leaveAll(endRunning()).whenComplete((left, failure) -> callback.run());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** Ends the registry's thread; its containers have been stopped before. */
    @Override
    public void close() {
        monitor.close();
    }

    private boolean startsNow(RocketListenerContainer container) {
        return stoppedTogether.contains(container)
                || (container.isAutoStartup() && container.phase() instanceof ContainerPhase.NeverStarted);
    }

    /** Ends running; also those that were stopped by hand and are still leaving are to be waited for. */
    private synchronized List<RocketListenerContainer> endRunning() {
        stoppedTogether =
                containers.stream().filter(RocketListenerContainer::isRunning).toList();
        running = false;
        return containers;
    }

    private CompletionStage<Void> leaveAll(List<RocketListenerContainer> leavers) {
        CompletableFuture<Void> all = CompletableFuture.allOf(leavers.stream()
                .map(container -> container.stopAsync().toCompletableFuture())
                .toArray(CompletableFuture[]::new));
        return all.orTimeout(services.stopLimit().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(slow -> {
                    log.warn(
                            "Not all RocketMQ listeners have left their groups within {}; the others go on leaving in the"
                                    + " background",
                            services.stopLimit());
                    return null;
                });
    }

    private static boolean isHome(RocketListenerContainer container, ListenerSetup setup) {
        return container.cluster().equals(setup.cluster()) && container.group().equals(setup.group());
    }

    /** Listeners without an id of their own share their group's name; every other id is one listener's. */
    private void requireFreeId(ListenerSetup added) {
        for (RocketListenerContainer container : containers) {
            for (ListenerSetup other : container.listeners().all()) {
                boolean shared = isHome(container, added)
                        && (other.idOrigin() == ListenerSetup.IdOrigin.GROUP
                                || added.idOrigin() == ListenerSetup.IdOrigin.GROUP);
                if (other.id().equals(added.id()) && !shared) {
                    throw duplicateId(other, added);
                }
            }
        }
    }

    private static RocketMqConfigurationException duplicateId(ListenerSetup first, ListenerSetup second) {
        return new RocketMqConfigurationException(
                "Two RocketMQ listeners have the id '" + first.id() + "': "
                        + first.identity().description() + " and "
                        + second.identity().description() + ".",
                "Give each listener an id of its own with @RocketMessageListener(id = \"...\"). Without an id the"
                        + " consumer group is the id.");
    }
}
