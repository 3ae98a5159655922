package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.PushConsumer;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import io.github.rocketmq.rebalance.spring.listener.ListenerRouter.Form;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** By what they wanted, so that listeners that come and go do not add up; the latest last. */
    private final Map<List<Subscription>, RoutedListener> departed = new LinkedHashMap<>();

    private volatile List<RoutedListener> listeners;
    private PushConsumerOptions options;

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
            PushConsumerOptions options) {
        this.router = router;
        this.watches = watches;
        this.form = form;
        this.consumer = consumer;
        this.check = watches.of(consumer);
        this.listeners = listeners;
        this.options = options;
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
            MergedListeners merged,
            ListenerForms forms,
            PushConsumerOptions options,
            Watches watches,
            Starter starter) {
        List<RoutedListener> listeners = new ArrayList<>();
        ListenerRouter router = new ListenerRouter(options.group().name());
        try {
            merged.all().forEach(setup -> listeners.add(new RoutedListener(setup, forms.of(setup), watches.of(setup))));
            Form form = common(listeners);
            router.use(listeners);
            return new RunningConsumer(router, watches, form, starter.start(router.as(form)), listeners, options);
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

    /** The code of the listeners that it serves. Any thread. */
    ListenerForms forms() {
        return new ListenerForms(
                listeners.stream().collect(Collectors.toMap(RoutedListener::setup, RoutedListener::form)));
    }

    /**
     * Takes listeners in, and lets others go, while messages flow. Those that go are still handed what was fetched for them
     * before the brokers hear of it, and are called no more when that is done.
     *
     * @param merged the listeners it is to serve
     * @param wanted what they want together
     * @return whether that is done; if not, only a new consumer can call all listeners
     * @throws InconsistentSubscriptionException if no one form of call suits all listeners; then nothing changes
     */
    boolean serve(MergedListeners merged, ListenerForms forms, PushConsumerOptions wanted) {
        List<RoutedListener> next = new ArrayList<>();
        List<RoutedListener> added = new ArrayList<>();
        for (ListenerSetup setup : merged.all()) {
            next.add(served(setup).orElseGet(() -> {
                RoutedListener routed = new RoutedListener(setup, forms.of(setup), watches.of(setup));
                added.add(routed);
                return routed;
            }));
        }
        try {
            // A consumer that waits for answers can also serve those who answer at once.
            Form common = common(next);
            if (common != form && !(common == Form.SINGLE && form == Form.ASYNC)) {
                added.forEach(RunningConsumer::unwatch);
                return false;
            }
        } catch (RuntimeException inconsistent) {
            added.forEach(RunningConsumer::unwatch);
            throw inconsistent;
        }
        List<RoutedListener> gone = new ArrayList<>(listeners);
        gone.removeAll(next);
        gone.forEach(this::depart);
        listeners = next;
        // The first message of a new one may come as soon as the brokers hear of it.
        router.use(next, departed.values());
        subscribe(wanted.subscriptions());
        if (wanted.concurrency() != options.concurrency()) {
            consumer.concurrency(wanted.concurrency());
        }
        options = wanted;
        return true;
    }

    private Optional<RoutedListener> served(ListenerSetup setup) {
        return listeners.stream()
                .filter(listener -> listener.setup().equals(setup))
                .findFirst();
    }

    private void depart(RoutedListener gone) {
        unwatch(gone);
        List<Subscription> wishes = gone.setup().options().subscriptions();
        departed.remove(wishes);
        departed.put(wishes, new RoutedListener(gone.setup(), gone.form(), DeliveryWatch.NONE));
    }

    private void subscribe(List<Subscription> wanted) {
        Set<String> topics = new HashSet<>();
        for (Subscription subscription : wanted) {
            topics.add(subscription.topic());
            if (!options.subscriptions().contains(subscription)) {
                consumer.subscribe(subscription);
            }
        }
        for (Subscription before : options.subscriptions()) {
            if (!topics.contains(before.topic())) {
                consumer.unsubscribe(before.topic());
            }
        }
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
