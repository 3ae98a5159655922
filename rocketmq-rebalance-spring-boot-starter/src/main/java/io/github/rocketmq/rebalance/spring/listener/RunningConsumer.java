package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import io.github.rocketmq.rebalance.spring.listener.ListenerRouter.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One consumer of a container from its start to its end, with the listeners that it serves at the moment. Guarded by its
 * container.
 */
final class RunningConsumer {

    private final ListenerRouter router;
    private final Watches watches;
    private final Form form;
    private final PushConsumer consumer;
    private final ResponsivenessCheck check;

    private List<RoutedListener> listeners;
    private List<Subscription> subscriptions;

    /** Makes what looks after a consumer and its listeners. */
    interface Watches {

        /** Looks after a listener from now on. */
        DeliveryWatch of(ListenerSetup listener);

        /** Looks after a consumer from now on. */
        ResponsivenessCheck of(PushConsumer consumer);
    }

    private RunningConsumer(
            ListenerRouter router,
            Watches watches,
            Form form,
            PushConsumer consumer,
            List<RoutedListener> listeners,
            List<Subscription> subscriptions) {
        this.router = router;
        this.watches = watches;
        this.form = form;
        this.consumer = consumer;
        this.check = watches.of(consumer);
        this.listeners = listeners;
        this.subscriptions = subscriptions;
    }

    /** Makes a consumer of a plan and starts it. */
    interface Starter {
        PushConsumer start(ListenerForm listener);
    }

    /**
     * Joins the group.
     *
     * @throws InconsistentSubscriptionException if no one form of call suits all listeners
     */
    static RunningConsumer start(
            MergedListeners merged, PushConsumerOptions options, Watches watches, Starter starter) {
        List<RoutedListener> listeners = new ArrayList<>();
        ListenerRouter router = new ListenerRouter(options.group().name());
        try {
            merged.all().forEach(setup -> listeners.add(routed(setup, watches)));
            Form form = common(listeners);
            router.use(listeners);
            return new RunningConsumer(
                    router, watches, form, starter.start(router.as(form)), listeners, options.subscriptions());
        } catch (RuntimeException failure) {
            listeners.forEach(RunningConsumer::unwatch);
            throw failure;
        }
    }

    PushConsumer consumer() {
        return consumer;
    }

    /** Ends looking after its listeners. */
    void unwatch() {
        listeners.forEach(RunningConsumer::unwatch);
        check.close();
    }

    /**
     * Takes a listener in while messages flow.
     *
     * @param merged all listeners, with it as the last
     * @return whether that is done; if not, only a new consumer can call all listeners
     */
    boolean add(MergedListeners merged) {
        List<RoutedListener> more = new ArrayList<>(listeners);
        ListenerSetup added = merged.all().get(merged.all().size() - 1);
        RoutedListener routed = routed(added, watches);
        more.add(routed);
        try {
            if (common(more) != form) {
                unwatch(routed);
                return false;
            }
        } catch (RuntimeException inconsistent) {
            unwatch(routed);
            throw inconsistent;
        }
        // Its first message may come as soon as the brokers hear of it.
        listeners = more;
        router.use(more);
        subscribe(merged.options().subscriptions());
        return true;
    }

    /** Lets the listeners that are in it no more go while messages flow. */
    void remove(MergedListeners rest) {
        List<RoutedListener> gone = listeners.stream()
                .filter(listener -> !rest.all().contains(listener.setup()))
                .toList();
        // Until the brokers have heard of it, messages still come.
        subscribe(rest.options().subscriptions());
        List<RoutedListener> left = new ArrayList<>(listeners);
        left.removeAll(gone);
        listeners = left;
        router.use(left);
        gone.forEach(RunningConsumer::unwatch);
    }

    private void subscribe(List<Subscription> wanted) {
        Set<String> topics = new HashSet<>();
        for (Subscription subscription : wanted) {
            topics.add(subscription.topic());
            if (!subscriptions.contains(subscription)) {
                consumer.subscribe(subscription);
            }
        }
        for (Subscription before : subscriptions) {
            if (!topics.contains(before.topic())) {
                consumer.unsubscribe(before.topic());
            }
        }
        subscriptions = wanted;
    }

    private static RoutedListener routed(ListenerSetup setup, Watches watches) {
        ListenerForm form = setup.form().get();
        return new RoutedListener(setup, form, watches.of(setup));
    }

    private static Form common(List<RoutedListener> listeners) {
        RoutedListener first = listeners.get(0);
        Form joined = Form.of(first.form());
        for (RoutedListener other : listeners) {
            Form form = Form.of(other.form());
            if ((form == Form.BATCH) != (joined == Form.BATCH)) {
                throw CommonOptions.different(
                        first.setup(),
                        other.setup(),
                        "batch.enabled",
                        Boolean.toString(joined == Form.BATCH),
                        Boolean.toString(form == Form.BATCH));
            }
            joined = form == Form.ASYNC ? form : joined;
        }
        return joined;
    }

    private static void unwatch(RoutedListener listener) {
        if (listener.watch() instanceof IdleWatch idle) {
            idle.close();
        }
    }
}
