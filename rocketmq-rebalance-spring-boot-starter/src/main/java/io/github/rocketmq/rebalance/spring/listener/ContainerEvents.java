package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.api.RocketRebalanceListener;
import io.github.rocketmq.rebalance.spring.event.RocketConsumerNonResponsiveEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerEvent.Origin;
import io.github.rocketmq.rebalance.spring.event.RocketContainerFailedToStartEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerPausedEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerResumedEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerStartedEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerStartingEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerStoppedEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerStoppingEvent;
import io.github.rocketmq.rebalance.spring.event.RocketListenerIdleEvent;
import io.github.rocketmq.rebalance.spring.event.RocketListenerNoLongerIdleEvent;
import io.github.rocketmq.rebalance.spring.event.RocketQueuesAssignedEvent;
import io.github.rocketmq.rebalance.spring.event.RocketQueuesLostEvent;
import io.github.rocketmq.rebalance.spring.event.RocketQueuesRevokedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEvent;

/**
 * Tells the application what happens to one container, in order, on the monitor's thread: nobody who tells keeps a lock
 * while code of the application runs. Any thread. Whatever a listener throws is logged and changes nothing.
 */
final class ContainerEvents {

    private static final Logger log = LoggerFactory.getLogger(ContainerEvents.class);

    private final Supplier<Origin> origin;
    private final Consumer<ApplicationEvent> publisher;
    private final ListenerMonitor monitor;

    ContainerEvents(Supplier<Origin> origin, Consumer<ApplicationEvent> publisher, ListenerMonitor monitor) {
        this.origin = origin;
        this.publisher = publisher;
        this.monitor = monitor;
    }

    void starting() {
        post(new RocketContainerStartingEvent(origin.get()));
    }

    void started() {
        post(new RocketContainerStartedEvent(origin.get()));
    }

    void failedToStart(RuntimeException reason) {
        post(new RocketContainerFailedToStartEvent(origin.get(), reason));
    }

    void paused(PauseMode mode) {
        post(new RocketContainerPausedEvent(origin.get(), mode));
    }

    void resumed() {
        post(new RocketContainerResumedEvent(origin.get()));
    }

    void stopping() {
        post(new RocketContainerStoppingEvent(origin.get()));
    }

    void stopped() {
        post(new RocketContainerStoppedEvent(origin.get()));
    }

    /** On the monitor's thread, as the next two. */
    void idle(String listenerId, Duration idleFor, boolean paused) {
        publish(new RocketListenerIdleEvent(origin.get(), listenerId, idleFor, paused));
    }

    void noLongerIdle(String listenerId, Duration idleFor) {
        publish(new RocketListenerNoLongerIdleEvent(origin.get(), listenerId, idleFor));
    }

    void nonResponsive(String reason) {
        publish(new RocketConsumerNonResponsiveEvent(origin.get(), reason));
    }

    /** Hears of queues on a consumer's loop, and tells the listeners and the application of them on the monitor. */
    AssignmentListener assignments(List<RocketRebalanceListener> listeners) {
        return new AssignmentListener() {
            @Override
            public void onAssigned(Set<MessageQueue> queues) {
                tell(queues, RocketRebalanceListener::onAssigned, RocketQueuesAssignedEvent::new);
            }

            @Override
            public void onRevoked(Set<MessageQueue> queues) {
                tell(queues, RocketRebalanceListener::onRevoked, RocketQueuesRevokedEvent::new);
            }

            @Override
            public void onLost(Set<MessageQueue> queues) {
                tell(queues, RocketRebalanceListener::onLost, RocketQueuesLostEvent::new);
            }

            private void tell(Set<MessageQueue> queues, Call call, EventOfQueues event) {
                SortedSet<MessageQueue> sorted = new TreeSet<>(queues);
                monitor.execute(() -> {
                    Origin from = origin.get();
                    listeners.forEach(listener -> ContainerEvents.tell(listener, call, from, sorted));
                    publish(event.of(from, sorted));
                });
            }
        };
    }

    @FunctionalInterface
    private interface Call {
        void to(
                RocketRebalanceListener listener,
                RocketRebalanceListener.Consumer consumer,
                SortedSet<MessageQueue> queues);
    }

    @FunctionalInterface
    private interface EventOfQueues {
        RocketContainerEvent of(Origin origin, SortedSet<MessageQueue> queues);
    }

    private static void tell(RocketRebalanceListener listener, Call call, Origin from, SortedSet<MessageQueue> queues) {
        try {
            call.to(
                    listener,
                    new RocketRebalanceListener.Consumer(from.containerId(), from.group(), from.listenerIds()),
                    queues);
        } catch (RuntimeException failure) {
            log.warn(
                    "the rebalance listener {} failed on {} of group '{}'",
                    listener.getClass().getName(),
                    queues,
                    from.group(),
                    failure);
        }
    }

    private void post(RocketContainerEvent event) {
        monitor.execute(() -> publish(event));
    }

    private void publish(RocketContainerEvent event) {
        try {
            publisher.accept(event);
        } catch (RuntimeException failure) {
            log.warn("a listener of {} failed", event, failure);
        }
    }
}
