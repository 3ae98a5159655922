package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.ConsumeOptions;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The listeners of one consumer group, which are one member of it: the union of their subscriptions, the largest of their
 * concurrencies, and one value of every other setting. Immutable; never empty.
 */
final class MergedListeners {

    private final List<ListenerSetup> listeners;
    private final PushConsumerOptions options;

    private MergedListeners(List<ListenerSetup> listeners) {
        this.listeners = List.copyOf(listeners);
        this.options = merged(listeners);
    }

    static MergedListeners of(ListenerSetup only) {
        return new MergedListeners(List.of(only));
    }

    /**
     * The same with one more listener of the group.
     *
     * @throws InconsistentSubscriptionException if one consumer cannot serve it and the others
     */
    MergedListeners with(ListenerSetup added) {
        listeners.forEach(listener -> CommonOptions.requireEqual(listener, added));
        List<ListenerSetup> all = new ArrayList<>(listeners);
        all.add(added);
        return new MergedListeners(all);
    }

    /** The same without the listeners of that id; empty if nobody is left. */
    Optional<MergedListeners> without(String id) {
        List<ListenerSetup> rest =
                listeners.stream().filter(listener -> !listener.id().equals(id)).toList();
        return rest.isEmpty() ? Optional.empty() : Optional.of(new MergedListeners(rest));
    }

    /** The same without one listener; empty if nobody is left. */
    Optional<MergedListeners> without(ListenerSetup gone) {
        List<ListenerSetup> rest =
                listeners.stream().filter(listener -> !listener.equals(gone)).toList();
        return rest.isEmpty() ? Optional.empty() : Optional.of(new MergedListeners(rest));
    }

    /** What stands for all where one value serves them. */
    ListenerSetup first() {
        return listeners.get(0);
    }

    /** In the order of their declaration. */
    List<ListenerSetup> all() {
        return listeners;
    }

    /** Their ids, in the order of their declaration. */
    Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        listeners.forEach(listener -> ids.add(listener.id()));
        return Collections.unmodifiableSet(ids);
    }

    /** The code behind them. */
    String description() {
        return listeners.stream()
                .map(listener -> listener.identity().description())
                .collect(Collectors.joining(", "));
    }

    /** What became of the messages of some of them. */
    ListenerCounts counts(Predicate<ListenerSetup> which) {
        return listeners.stream()
                .filter(which)
                .map(listener -> listener.counters().snapshot())
                .reduce(ListenerCounts.NONE, ListenerCounts::plus);
    }

    /** How their consumer consumes. */
    PushConsumerOptions options() {
        return options;
    }

    private static PushConsumerOptions merged(List<ListenerSetup> listeners) {
        PushConsumerOptions common = listeners.get(0).options();
        List<Subscription> subscriptions = SubscriptionUnion.of(listeners);
        int concurrency = listeners.stream()
                .mapToInt(listener -> listener.options().concurrency())
                .max()
                .orElseThrow();
        return new PushConsumerOptions(
                common.group(),
                common.model(),
                subscriptions,
                common.startPosition(),
                withConcurrency(common.consume(), concurrency),
                common.handOff(),
                common.rebalance(),
                common.pull(),
                common.offsetCommitInterval(),
                common.assignment(),
                common.pop());
    }

    static ConsumeOptions withConcurrency(ConsumeOptions consume, int concurrency) {
        return new ConsumeOptions(
                consume.mode(),
                concurrency,
                consume.batchSize(),
                consume.maxReconsumeTimes(),
                consume.timeout(),
                consume.suspendTime(),
                consume.undecodable());
    }
}
