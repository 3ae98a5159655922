package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.event.RocketContainerEvent.Origin;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.context.Lifecycle;

/**
 * The life of one consumer group's listeners in this application: a consumer for all of them while it runs, and a new
 * consumer each time it starts again.
 *
 * <p>Safe for use by any thread.
 */
public final class RocketListenerContainer implements Lifecycle {

    private final ContainerStart starter;
    private final ContainerEvents events;
    private final ContainerStop stopper;

    private volatile MergedListeners listeners;
    private volatile LiveWishes wishes = LiveWishes.NONE;
    private volatile ContainerPhase phase = new ContainerPhase.NeverStarted();
    private volatile Optional<RunningConsumer> running = Optional.empty();

    /**
     * A container with one listener that is not started, and that no registry knows.
     *
     * @param consumers asked for what makes a new consumer at each start
     */
    public RocketListenerContainer(ListenerSetup setup, Supplier<PushConsumerFactory> consumers, InstantSource clock) {
        this(setup, ListenerServices.silent(consumers, clock), ListenerMonitor.inCallingThread());
    }

    RocketListenerContainer(ListenerSetup setup, ListenerServices services, ListenerMonitor monitor) {
        this.listeners = MergedListeners.of(setup);
        this.events = new ContainerEvents(() -> new Origin(this, id(), group(), ids()), services.events(), monitor);
        this.starter = new ContainerStart(this, services, events, monitor);
        this.stopper = new ContainerStop(this, events, monitor);
    }

    /** The name of its first listener, which stands for it in events and logs. */
    public String id() {
        return listeners.first().id();
    }

    /** The names of its listeners, in the order of their declaration. */
    public Set<String> ids() {
        return listeners.ids();
    }

    /** The code behind its listeners, for errors. */
    public String description() {
        return listeners.description();
    }

    /** The consumer group's name. */
    public String group() {
        return options().group().name();
    }

    /** The name of the cluster it consumes from; empty for the application's own. */
    public String cluster() {
        return listeners.first().cluster();
    }

    /** The topics it consumes, in order. */
    public List<String> topics() {
        return options().subscriptions().stream()
                .map(subscription -> subscription.topic())
                .toList();
    }

    /** How its consumers consume, with what was changed since the application started. */
    public PushConsumerOptions options() {
        return wishes.over(listeners.options());
    }

    /** How long a queue may be without an answer to its pull before that is wrong; empty for the limit of all listeners. */
    public Optional<Duration> maxPullIdle() {
        return listeners.first().maxPullIdle();
    }

    public boolean isAutoStartup() {
        return listeners.first().autoStartup();
    }

    /** What became of its messages since the application started. */
    public ListenerCounts counts() {
        return listeners.counts(listener -> true);
    }

    /** What became of the messages of the listener of that id. */
    public ListenerCounts counts(String id) {
        return listeners.counts(listener -> listener.id().equals(id));
    }

    /** Where it is in its life. */
    public ContainerPhase phase() {
        return phase;
    }

    /** What its consumer holds and does; empty if it has none. Reads memory only. */
    public Optional<ConsumerSnapshot> snapshot() {
        return phase.consumer().map(PushConsumer::snapshot);
    }

    @Override
    public boolean isRunning() {
        return phase instanceof ContainerPhase.Running;
    }

    /** Whether it is to take no messages, now or when it starts. */
    public boolean isPaused() {
        return wishes.pause().isPresent();
    }

    /** Whether nothing went wrong: it has a consumer that lives, or none because nobody started it or somebody stopped it. */
    public boolean isInExpectedState() {
        return phase.isExpected();
    }

    /**
     * Joins the group with a new consumer; does nothing while it runs. Returns at once, unless it is still leaving:
     * then it waits until it has left. If it was paused before, it is paused again.
     *
     * @throws InconsistentSubscriptionException if some of its listeners take batches, and others do not
     * @throws IllegalStateException if it has not left within the drain timeout and 10 s, or is interrupted meanwhile
     */
    @Override
    public void start() {
        boolean done = isRunning();
        while (!done) {
            stopper.requireLeft(phase);
            MergedListeners wanted = listeners;
            done = join(wanted, starter.lookUp(wanted));
        }
    }

    /** Whether it runs now; not if it was stopped, or its listeners changed, while their beans were looked up. */
    private synchronized boolean join(MergedListeners wanted, Supplier<ContainerStart.Parts> parts) {
        if (listeners != wanted || phase.consumer().isPresent()) {
            return isRunning();
        }
        events.starting();
        try {
            RunningConsumer started = starter.start(wanted, parts.get(), options(), wishes);
            running = Optional.of(started);
            phase = new ContainerPhase.Running(started.consumer(), starter.now());
        } catch (RuntimeException failure) {
            phase = new ContainerPhase.FailedToStart(failure);
            events.failedToStart(failure);
            throw failure;
        }
        events.started();
        wishes.pause().ifPresent(events::paused);
        return true;
    }

    /**
     * Starts to leave the group: drains running listeners and gives the queues back. Completes when it has left and the
     * application has been told.
     */
    public synchronized CompletionStage<Void> stopAsync() {
        if (phase instanceof ContainerPhase.Running now) {
            events.stopping();
            running.ifPresent(RunningConsumer::unwatch);
            running = Optional.empty();
            phase = stopper.leave(now.joined());
        }
        return phase instanceof ContainerPhase.Leaving leaving
                ? leaving.told()
                : CompletableFuture.completedFuture(null);
    }

    /** {@link #stopAsync()}, and waits until it has left. */
    @Override
    public void stop() {
        stopAsync();
        stopper.awaitLeft(phase);
    }

    /** {@link #stop()}, then {@link #start()}. */
    public void restart() {
        stop();
        start();
    }

    /**
     * Takes no messages until {@link #resume()}; listeners that run go on. Holds over restarts, and before the first start.
     *
     * @param mode whether the queues stay here
     */
    public synchronized void pause(PauseMode mode) {
        Optional<PauseMode> before = wishes.pause();
        if (before.equals(Optional.of(mode))) {
            return;
        }
        wishes = wishes.paused(mode);
        onConsumer(consumer -> {
            if (before.isPresent()) {
                consumer.resume();
            }
            consumer.pause(mode);
            events.paused(mode);
        });
    }

    /** Ends a {@link #pause}; without one it has no effect. */
    public synchronized void resume() {
        if (isPaused()) {
            wishes = wishes.resumed();
            onConsumer(consumer -> {
                consumer.resume();
                events.resumed();
            });
        }
    }

    /** Looks at the group's members and routes now; has no effect while it does not run. */
    public synchronized void rebalanceNow() {
        onConsumer(PushConsumer::rebalanceNow);
    }

    /**
     * Changes the time between two looks at the group, now and for later starts.
     *
     * @param interval 1 s to 10 min
     * @throws IllegalArgumentException if it is out of range
     */
    public synchronized void rebalanceInterval(Duration interval) {
        wish(wishes.interval(interval));
        onConsumer(consumer -> consumer.rebalanceInterval(interval));
    }

    /**
     * Changes how many messages may be handled at once, now and for later starts.
     *
     * @param listeners 1 to 1000
     * @throws IllegalArgumentException if it is out of range
     */
    public synchronized void concurrency(int listeners) {
        wish(wishes.concurrency(listeners));
        onConsumer(consumer -> consumer.concurrency(listeners));
    }

    /** Its listeners from the next start or {@link #serve} on; its registry sees to it that two changes do not meet. */
    void change(MergedListeners next) {
        listeners = next;
    }

    MergedListeners listeners() {
        return listeners;
    }

    /**
     * Has its consumer, if it runs, serve those who are its listeners by now: it goes on if it can, and starts anew if not.
     *
     * @throws InconsistentSubscriptionException if some listeners take batches, and others do not; it goes on as before
     */
    void serve() {
        boolean done = false;
        while (!done) {
            MergedListeners wanted = listeners;
            done = running.map(now -> serve(now, wanted, ListenerForms.of(wanted, now.forms())))
                    .orElse(true);
        }
    }

    /** Whether that is done; not if its consumer or its listeners changed while their beans were looked up. */
    private boolean serve(RunningConsumer now, MergedListeners wanted, ListenerForms forms) {
        synchronized (this) {
            if (listeners != wanted || !running.equals(Optional.of(now))) {
                return false;
            }
            if (now.serve(wanted, forms, options())) {
                return true;
            }
        }
        restart();
        return true;
    }

    private void wish(LiveWishes next) {
        next.over(listeners.options());
        wishes = next;
    }

    private void onConsumer(Consumer<PushConsumer> action) {
        running.ifPresent(now -> action.accept(now.consumer()));
    }
}
