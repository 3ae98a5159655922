package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.model.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose a message is: by its topic, then by its tag; and if nobody wants it any more, who did when it was fetched.
 * Immutable; a few look-ups a message.
 *
 * @param <T> what takes messages
 */
final class MessageRoutes<T> {

    private final Map<String, OfTopic<T>> topics;
    private final Map<String, OfTopic<T>> departed;
    private final Optional<T> ofDeadLetters;

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

    private MessageRoutes(Map<String, OfTopic<T>> topics, Map<String, OfTopic<T>> departed, Optional<T> ofDeadLetters) {
        this.topics = topics;
        this.departed = departed;
        this.ofDeadLetters = ofDeadLetters;
    }

    static <T> MessageRoutes<T> of(List<Wish<T>> wishes) {
        return of(wishes, List.of());
    }

    /**
     * The same with what was wanted before.
     *
     * @param departed the latest last, which prevails
     */
    static <T> MessageRoutes<T> of(List<Wish<T>> wishes, List<Wish<T>> departed) {
        return new MessageRoutes<>(byTopic(wishes), byTopic(departed), ofDeadLetters(wishes));
    }

    private static <T> Map<String, OfTopic<T>> byTopic(List<Wish<T>> wishes) {
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
        return topics;
    }

    /** Who takes all that the group gets, if that is nothing but dead letters. */
    private static <T> Optional<T> ofDeadLetters(List<Wish<T>> wishes) {
        List<T> takers = wishes.stream().map(Wish::taker).distinct().toList();
        boolean nothingElse = wishes.stream()
                .allMatch(wish -> Topic.isDeadLetter(wish.subscription().topic()));
        return nothingElse && takers.size() == 1 ? Optional.of(takers.get(0)) : Optional.empty();
    }

    /**
     * Whose the message is; empty if nobody wants or wanted its topic or its tag. What comes again through the retry topic
     * may be for other members of the group, and is never that of somebody who departed.
     */
    Optional<T> find(Message message) {
        Optional<T> taker = wanting(message);
        if (taker.isPresent()
                || departed.isEmpty()
                || Topic.isRetry(message.queue().topic())) {
            return taker;
        }
        OfTopic<T> before = departed.get(message.topic());
        return before == null ? Optional.empty() : before.find(message);
    }

    private Optional<T> wanting(Message message) {
        OfTopic<T> takers = topics.get(message.topic());
        if (takers == null) {
            // Of a retry topic that somebody subscribes to by its name.
            takers = topics.get(message.queue().topic());
        }
        // A dead letter that comes again bears the name of the topic that it was in before all that.
        return takers == null ? ofDeadLetters : takers.find(message);
    }
}
