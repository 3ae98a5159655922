package io.github.rocketmq.rebalance.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message to send. Immutable; {@code with...} return changed copies.
 *
 * @param topic where to
 * @param body the payload, at most the broker's {@code maxMessageSize} (4 MiB by default); not copied
 * @param properties the user's and the system's properties; neither keys nor values may contain the characters
 *     U+0001 and U+0002, which separate properties on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // one owner from the caller to the socket; a copy per message would be waste
public record OutgoingMessage(String topic, byte[] body, Map<String, String> properties) {

    private static final int HIGHEST_DELAY_LEVEL = 18;

    public OutgoingMessage {
        new Topic(topic);
        properties = Map.copyOf(properties);
        properties.forEach((key, value) -> {
            requirePlain(key, key);
            requirePlain(key, value);
        });
    }

    public static OutgoingMessage of(String topic, byte[] body) {
        return new OutgoingMessage(topic, body, Map.of());
    }

    /** A copy that carries the tag by which consumers may filter. */
    public OutgoingMessage withTag(String tag) {
        return withProperty(MessageProperties.TAGS, tag);
    }

    /** A copy that operators find by these keys. */
    public OutgoingMessage withKeys(String... keys) {
        return withProperty(MessageProperties.KEYS, String.join(" ", keys));
    }

    /** A copy that the broker holds back; {@code level} 1 to 18 means 1s 5s 10s 30s 1m ... 10m 20m 30m 1h 2h. */
    public OutgoingMessage withDelayLevel(int level) {
        if (level < 1 || level > HIGHEST_DELAY_LEVEL) {
            throw new IllegalArgumentException("delay level " + level + " is not between 1 and " + HIGHEST_DELAY_LEVEL);
        }
        return withProperty(MessageProperties.DELAY_LEVEL, Integer.toString(level));
    }

    public OutgoingMessage withProperty(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(properties);
        changed.put(name, value);
        return new OutgoingMessage(topic, body, changed);
    }

    /** One property by name, or null where there is none of that name. */
    public @Nullable String property(String name) {
        return properties.get(name);
    }

    private static void requirePlain(String key, String text) {
        if (text.isEmpty() || text.indexOf('\u0001') >= 0 || text.indexOf('\u0002') >= 0) {
            throw new IllegalArgumentException("message property '" + key
                    + "' is empty or contains a separator character (U+0001, U+0002); brokers could not store it");
        }
    }
}
