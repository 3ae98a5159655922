package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.Subscription;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a message is: by its topic, then by its tag. Immutable; one or two look-ups a message.
 *
 * @param <T> what takes messages
 */
final class MessageRoutes<T> {

    private final Map<String, OfTopic<T>> topics;

    /**
     * What one taker wants of one topic.
     *
     * @param subscription not in conflict with the others'
     */
    record Wish<T>(Subscription subscription, T taker) {}

    /**
     * The takers of one topic.
     *
     * @param byTag who wants a tag by its name
     * @param rest who takes every other message, if anybody does
     */
    private record OfTopic<T>(Map<String, T> byTag, Optional<T> rest) {

        Optional<T> find(Message message) {
            if (byTag.isEmpty()) {
                return rest;
            }
            String tag = message.tag();
            T named = tag == null ? null : byTag.get(tag.trim());
            return named == null ? rest : Optional.of(named);
        }
    }

    private MessageRoutes(Map<String, OfTopic<T>> topics) {
        this.topics = topics;
    }

    static <T> MessageRoutes<T> of(List<Wish<T>> wishes) {
        Map<String, Map<String, T>> byTag = new HashMap<>();
        Map<String, T> rest = new HashMap<>();
        for (Wish<T> wish : wishes) {
            String topic = wish.subscription().topic();
            Map<String, T> tags = byTag.computeIfAbsent(topic, name -> new HashMap<>());
            wish.subscription().tags().forEach(tag -> tags.put(tag, wish.taker()));
            if (wish.subscription().tags().isEmpty()) {
                rest.put(topic, wish.taker());
            }
        }
        Map<String, OfTopic<T>> topics = new HashMap<>();
        byTag.forEach((topic, tags) ->
                topics.put(topic, new OfTopic<>(Map.copyOf(tags), Optional.ofNullable(rest.get(topic)))));
        return new MessageRoutes<>(topics);
    }

    /** Whose the message is; empty if nobody wants its topic or its tag. */
    Optional<T> find(Message message) {
        OfTopic<T> takers = topics.get(message.topic());
        if (takers == null) {
            // Of a retry topic that somebody subscribes to by its name.
            takers = topics.get(message.queue().topic());
        }
        return takers == null ? Optional.empty() : takers.find(message);
    }
}
