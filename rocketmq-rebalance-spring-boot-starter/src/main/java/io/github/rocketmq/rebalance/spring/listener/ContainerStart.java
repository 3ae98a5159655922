package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.AssignmentListener;
import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.api.RocketRebalanceListener;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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

    RunningConsumer start(MergedListeners listeners, PushConsumerOptions options, LiveWishes wishes) {
        events.starting();
        List<RocketRebalanceListener> rebalanceListeners =
                services.rebalanceListeners().get();
        AssignmentListener assignments = events.assignments(rebalanceListeners);
        RunningConsumer started = RunningConsumer.start(listeners, options, new Watchers(), form -> {
            PushConsumer consumer = join(plan(listeners, options, form, assignments));
            wishes.pause().ifPresent(consumer::pause);
            return consumer;
        });
        log.info("Listeners {} started: group {}, topics {}", container.ids(), container.group(), container.topics());
        return started;
    }

    private static ConsumerPlan plan(
            MergedListeners listeners, PushConsumerOptions options, ListenerForm form, AssignmentListener assignments) {
        ListenerSetup first = listeners.first();
        return new ConsumerPlan(first.cluster(), options, first.allocation().get(), form, assignments);
    }

    private PushConsumer join(ConsumerPlan plan) {
        PushConsumer consumer = services.consumers().get().create(plan);
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
