package io.github.rocketmq.rebalance.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer group wants of one topic.
 *
 * @param topic the topic's name
 * @param filterType the language of {@code expression}
 * @param expression {@code *}, tags separated by {@code ||}, or a SQL-92 condition
 */
public record Subscription(String topic, FilterType filterType, String expression) implements Comparable<Subscription> {

    /** The expression that takes every message. */
    public static final String ALL = "*";

    public Subscription {
        // Brokers name retry topics, by rules of their own.
        if (!Topic.isRetry(topic)) {
            new Topic(topic);
        }
        Objects.requireNonNull(filterType, "filterType");
        expression = expression.isBlank() ? ALL : expression.trim();
        if (filterType == FilterType.TAG
                && !expression.equals(ALL)
                && parseTags(expression).isEmpty()) {
            throw new IllegalArgumentException("subscription of topic '" + topic + "' has the tag expression '"
                    + expression + "' without any tag; write 'TagA || TagB' or '*'");
        }
    }

    /** Every message of the topic. */
    public static Subscription all(String topic) {
        return new Subscription(topic, FilterType.TAG, ALL);
    }

    /** The messages whose tag is one of {@code expression}'s, for example {@code "paid || refunded"}. */
    public static Subscription tags(String topic, String expression) {
        return new Subscription(topic, FilterType.TAG, expression);
    }

    /** The messages whose properties satisfy a SQL-92 condition, evaluated by the broker. */
    public static Subscription sql92(String topic, String condition) {
        return new Subscription(topic, FilterType.SQL92, condition);
    }

    /** The tags asked for, sorted; empty when every message is wanted or the broker evaluates a condition. */
    public SortedSet<String> tags() {
        return filterType == FilterType.TAG && !takesAll() ? parseTags(expression) : Collections.emptySortedSet();
    }

    /** Whether no message of the topic is filtered. */
    public boolean takesAll() {
        return filterType == FilterType.TAG && expression.equals(ALL);
    }

    /**
     * Whether a message with this tag is wanted. Brokers compare tags by hash only, so a consumer asks again. A SQL-92
     * condition was evaluated by the broker and takes everything that arrives.
     */
    public boolean accepts(@Nullable String tag) {
        if (filterType == FilterType.SQL92 || takesAll()) {
            return true;
        }
        return tag != null && tags().contains(tag.trim());
    }

    @Override
    public int compareTo(Subscription other) {
        return topic.compareTo(other.topic);
    }

    private static SortedSet<String> parseTags(String expression) {
        return Arrays.stream(expression.split("\\|\\|"))
                .map(String::trim)
                .filter(tag -> !tag.isEmpty())
                .collect(Collectors.collectingAndThen(
                        Collectors.toCollection(TreeSet::new), Collections::unmodifiableSortedSet));
    }
}
