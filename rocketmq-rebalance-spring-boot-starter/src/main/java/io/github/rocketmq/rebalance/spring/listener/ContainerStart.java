package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.OffsetStore;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.api.RocketRebalanceListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a container starts: makes the consumer that its listeners want, has it join the group, and looks after it. */
final class ContainerStart {

    private static final Logger log = LoggerFactory.getLogger(ContainerStart.class);

    private final RocketListenerContainer container;
    private final ListenerServices services;
    private final ContainerEvents events;
    private final ListenerMonitor monitor;

    ContainerStart(
            RocketListenerContainer container,
            ListenerServices services,
            ContainerEvents events,
            ListenerMonitor monitor) {
        this.container = container;
        this.services = services;
        this.events = events;
        this.monitor = monitor;
    }

    Instant now() {
        return services.clock().instant();
    }

    /** What the application makes for a consumer: beans, some of which may be made only now. */
    record Parts(
            ListenerForms forms,
            PushConsumerFactory consumers,
            List<RocketRebalanceListener> rebalanceListeners,
            AllocationStrategy allocation,
            Optional<Executor> executor,
            Optional<OffsetStore> offsets) {}

    /**
     * Asks the application for what a consumer of these listeners needs. Call it with no lock held: beans being made may
     * wait for other threads.
     *
     * @return gives it, or throws what the application threw
     */
    Supplier<Parts> lookUp(MergedListeners listeners) {
        try {
            ListenerSetup first = listeners.first();
            PushConsumerFactory consumers = services.consumers().get();
            consumers.prepare(first.cluster());
            Parts parts = new Parts(
                    ListenerForms.of(listeners, ListenerForms.NONE),
                    consumers,
                    services.rebalanceListeners().get(),
                    first.allocation().get(),
                    first.resources().executor().get(),
                    first.resources().offsets().get());
            return () -> parts;
        } catch (RuntimeException failure) {
            return () -> {
                throw failure;
            };
        }
    }

    RunningConsumer start(MergedListeners listeners, Parts parts, PushConsumerOptions options, LiveWishes wishes) {
        AssignmentListener assignments = events.assignments(parts.rebalanceListeners());
        RunningConsumer started = RunningConsumer.start(listeners, parts.forms(), options, new Watchers(), form -> {
            PushConsumer consumer = join(
                    parts.consumers(),
                    new ConsumerPlan(
                            listeners.first().cluster(),
                            options,
                            parts.allocation(),
                            form,
                            assignments,
                            parts.executor(),
                            parts.offsets()));
            wishes.pause().ifPresent(consumer::pause);
            return consumer;
        });
        log.info("Listeners {} started: group {}, topics {}", container.ids(), container.group(), container.topics());
        return started;
    }

    private static PushConsumer join(PushConsumerFactory consumers, ConsumerPlan plan) {
        PushConsumer consumer = consumers.create(plan);
        try {
            consumer.start();
        } catch (RuntimeException failure) {
            consumer.close();
            throw failure;
        }
        return consumer;
    }

    private final class Watchers implements RunningConsumer.Watches {

        @Override
        public DeliveryWatch of(ListenerSetup listener) {
            return listener.idleEventInterval()
                    .map(interval -> watch(listener.id(), interval))
                    .orElse(DeliveryWatch.NONE);
        }

        @Override
        public ResponsivenessCheck of(PushConsumer consumer) {
            return new ResponsivenessCheck(
                    consumer::snapshot,
                    () -> container.options().rebalance().interval(),
                    events::nonResponsive,
                    monitor,
                    services.clock());
        }

        private DeliveryWatch watch(String id, Duration interval) {
            IdleWatch.Told told = new IdleWatch.Told() {
                @Override
                public void idle(Duration idleFor) {
                    events.idle(id, idleFor, container.isPaused());
                }

                @Override
                public void noLongerIdle(Duration idleFor) {
                    events.noLongerIdle(id, idleFor);
                }
            };
            return new IdleWatch(interval, told, monitor, services.clock());
        }
    }
}
