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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
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

    private final ListenerServices services;
    private final ListenerMonitor monitor;
    private final JointStop together;

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
        this.together = new JointStop(monitor, services.stopLimit());
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
     * @throws RuntimeException whatever the start of its consumer throws; then it is not added, and the others go on
     */
    public RocketListenerContainer add(ListenerSetup setup) {
        RocketListenerContainer container = admit(setup);
        // No lock is held while it starts: that may wait, and asks the application for beans.
        try {
            if (running && container.isAutoStartup() && container.phase() instanceof ContainerPhase.NeverStarted) {
                startWhileRunning(container);
            }
            container.serve();
        } catch (RuntimeException failure) {
            expel(container, setup, failure);
            throw failure;
        }
        return container;
    }

    private synchronized RocketListenerContainer admit(ListenerSetup setup) {
        requireFreeId(setup);
        for (RocketListenerContainer container : containers) {
            if (isHome(container, setup)) {
                container.change(container.listeners().with(setup));
                return container;
            }
        }
        RocketListenerContainer container = new RocketListenerContainer(setup, services, monitor);
        List<RocketListenerContainer> more = new ArrayList<>(containers);
        more.add(container);
        containers = List.copyOf(more);
        return container;
    }

    /** Takes a listener out again with which its container could not go on; the others go on without it. */
    private void expel(RocketListenerContainer container, ListenerSetup setup, RuntimeException failure) {
        if (leave(container, listeners -> listeners.without(setup))
                && container.phase() instanceof ContainerPhase.FailedToStart) {
            try {
                container.start();
            } catch (RuntimeException again) {
                failure.addSuppressed(again);
            }
        }
    }

    /** Whether others are left in the container; if not, the registry knows it no more. */
    private synchronized boolean leave(
            RocketListenerContainer container, Function<MergedListeners, Optional<MergedListeners>> leaving) {
        Optional<MergedListeners> rest = leaving.apply(container.listeners());
        rest.ifPresentOrElse(
                container::change,
                () -> containers =
                        containers.stream().filter(other -> other != container).toList());
        return rest.isPresent();
    }

    /**
     * Removes the listener of that id, or all that share it. The consumer goes on for the other listeners of the group, and
     * for a moment still hands this one what was fetched for it before; nothing of that is acknowledged unhandled. After the
     * last one it leaves the group, and this waits until it has.
     *
     * @return whether there was one
     */
    public boolean unregister(String id) {
        Optional<RocketListenerContainer> found = find(id);
        if (found.isEmpty()) {
            return false;
        }
        RocketListenerContainer container = found.get();
        if (leave(container, listeners -> listeners.without(id))) {
            container.serve();
        } else {
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
    public void start() {
        List<RocketListenerContainer> starting;
        synchronized (this) {
            if (running) {
                return;
            }
            running = true;
            starting = containers.stream().filter(this::startsNow).toList();
        }
        try {
            starting.forEach(this::startWhileRunning);
        } catch (RuntimeException failure) {
            // Whoever started before the failing one must not stay a member of its group, but starts with it next time.
            together.leave(endRunning(starting)).toCompletableFuture().join();
            throw failure;
        }
    }

    @Override
    public void stop() {
        together.leave(endRunning(List.of())).toCompletableFuture().join();
    }

    /** All containers leave at once; calls back when all have left, or when that took as long as the application waits. */
    @Override
    public void stop(Runnable callback) {
        together.leave(endRunning(List.of())).whenComplete((left, failure) -> callback.run());
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

    /** Starts one; if the registry is stopped meanwhile, so is it. */
    private void startWhileRunning(RocketListenerContainer container) {
        container.start();
        if (!running) {
            container.stopAsync();
        }
    }

    /**
     * Ends running; also those that were stopped by hand and are still leaving are to be waited for.
     *
     * @param again who starts next time besides those that run
     */
    private synchronized List<RocketListenerContainer> endRunning(List<RocketListenerContainer> again) {
        Collection<RocketListenerContainer> before = running ? again : stoppedTogether;
        stoppedTogether = containers.stream()
                .filter(container -> container.isRunning() || before.contains(container))
                .toList();
        running = false;
        return containers;
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
