package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.model.FilterType;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What several listeners of a group want together: one expression a topic, such that each message is exactly one
 * listener's. Tags that one listener names are its own; {@code *} takes what nobody names.
 */
final class SubscriptionUnion {

    private static final String OWN_GROUP = "give one of them a consumerGroup of its own";

    private record Wanted(ListenerSetup listener, Subscription subscription) {}

    private SubscriptionUnion() {}

    /**
     * One subscription a topic, in order.
     *
     * @throws InconsistentSubscriptionException if a message could be two listeners', or nobody could tell whose it is
     */
    static List<Subscription> of(List<ListenerSetup> listeners) {
        Map<String, List<Wanted>> topics = new TreeMap<>();
        for (ListenerSetup listener : listeners) {
            for (Subscription subscription : listener.options().subscriptions()) {
                topics.computeIfAbsent(subscription.topic(), topic -> new ArrayList<>())
                        .add(new Wanted(listener, subscription));
            }
        }
        return topics.values().stream().map(SubscriptionUnion::joined).toList();
    }

    private static Subscription joined(List<Wanted> ofTopic) {
        Subscription first = ofTopic.get(0).subscription();
        for (int i = 0; i < ofTopic.size(); i++) {
            for (int j = i + 1; j < ofTopic.size(); j++) {
                requireDisjoint(ofTopic.get(i), ofTopic.get(j));
            }
        }
        if (ofTopic.size() == 1) {
            return first;
        }
        if (ofTopic.stream().anyMatch(wanted -> wanted.subscription().takesAll())) {
            return Subscription.all(first.topic());
        }
        SortedSet<String> tags = new TreeSet<>();
        ofTopic.forEach(wanted -> tags.addAll(wanted.subscription().tags()));
        return Subscription.tags(first.topic(), String.join(" || ", tags));
    }

    private static void requireDisjoint(Wanted one, Wanted other) {
        Subscription first = one.subscription();
        Subscription second = other.subscription();
        if (first.filterType() == FilterType.SQL92 || second.filterType() == FilterType.SQL92) {
            throw conflict(
                    one,
                    other,
                    "which cannot be told apart here: a broker evaluates SQL-92 conditions and does not say which one a"
                            + " message met",
                    "Select by tags in both, or " + OWN_GROUP + ".");
        }
        if (first.takesAll() && second.takesAll()) {
            throw conflict(
                    one,
                    other,
                    "so each message would be both's",
                    "Name tags in at least one of them (the other then takes the rest), or " + OWN_GROUP + ".");
        }
        SortedSet<String> shared = new TreeSet<>(first.tags());
        shared.retainAll(second.tags());
        if (!shared.isEmpty()) {
            throw conflict(
                    one,
                    other,
                    "so messages with the tag " + String.join(", ", shared) + " would be both's",
                    "Remove " + String.join(", ", shared) + " from one of the two selector expressions, or " + OWN_GROUP
                            + ".");
        }
    }

    private static InconsistentSubscriptionException conflict(Wanted one, Wanted other, String why, String remedy) {
        return new InconsistentSubscriptionException(
                "Two RocketMQ listeners of group '" + one.listener().group() + "' consume topic '"
                        + one.subscription().topic() + "': "
                        + one.listener().label() + " with " + words(one.subscription()) + " and "
                        + other.listener().label() + " with " + words(other.subscription()) + ", " + why + ".",
                remedy);
    }

    private static String words(Subscription subscription) {
        return subscription.filterType() + " \"" + subscription.expression() + "\"";
    }
}
