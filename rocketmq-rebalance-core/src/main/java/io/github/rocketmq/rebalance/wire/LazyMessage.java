package io.github.rocketmq.rebalance.wire;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageProperties;
import io.github.rocketmq.rebalance.model.TagFilter;
import io.github.rocketmq.rebalance.model.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A {@link Message} on bytes; what is asked for is decoded then. Each kind says where its bytes are. */
abstract class LazyMessage implements Message, TagFilter.TagBytes {

    private static final byte[] TAGS = ascii(MessageProperties.TAGS);
    private static final byte[] RETRY_TOPIC = ascii(MessageProperties.RETRY_TOPIC);
    private static final byte[] UNIQUE_KEY = ascii(MessageProperties.UNIQUE_KEY);

    // Decoding twice gives the same, so these need no more than safe publication.
    private volatile byte @Nullable [] body;
    private volatile @Nullable Map<String, String> properties;

    abstract PulledBytes pulled();

    /** The array that holds the properties. */
    abstract byte[] propertyBytes();

    abstract int propertiesAt();

    abstract int propertiesEnd();

    /** A copy of the body, as the producer gave it. */
    abstract byte[] readBody();

    @Override
    public final String topic() {
        if (Topic.isRetry(queue().topic())) {
            String original = value(RETRY_TOPIC);
            if (original != null) {
                return original;
            }
        }
        return pulled().topic;
    }

    @Override
    public final String messageId() {
        String given = value(UNIQUE_KEY);
        return given == null ? offsetMessageId() : given;
    }

    @Override
    public final byte[] body() {
        byte[] known = body;
        if (known == null) {
            known = readBody();
            body = known;
        }
        return known;
    }

    @Override
    public final Map<String, String> properties() {
        Map<String, String> known = properties;
        if (known == null) {
            known = Collections.unmodifiableMap(PropertyCodec.decode(propertyBytes(), propertiesAt(), propertiesEnd()));
            properties = known;
        }
        return known;
    }

    @Override
    public final @Nullable String property(String name) {
        Map<String, String> known = properties;
        return known == null ? value(name.getBytes(StandardCharsets.UTF_8)) : known.get(name);
    }

    @Override
    public final @Nullable String tag() {
        byte[] bytes = propertyBytes();
        int at = PropertyCodec.find(bytes, propertiesAt(), propertiesEnd(), TAGS);
        return at == PropertyCodec.NOWHERE
                ? null
                : pulled().tag(bytes, at, PropertyCodec.endOfValue(bytes, at, propertiesEnd()));
    }

    @Override
    public final boolean tagPasses(TagFilter filter) {
        byte[] bytes = propertyBytes();
        int at = PropertyCodec.find(bytes, propertiesAt(), propertiesEnd(), TAGS);
        return at == PropertyCodec.NOWHERE
                ? filter.acceptsAll()
                : filter.accepts(bytes, at, PropertyCodec.endOfValue(bytes, at, propertiesEnd()));
    }

    @Override
    public final Set<String> keys() {
        String keys = property(MessageProperties.KEYS);
        if (keys == null || keys.isBlank()) {
            return Set.of();
        }
        return Collections.unmodifiableSet(
                new LinkedHashSet<>(Arrays.asList(keys.trim().split(" +"))));
    }

    /** For logs: where it is, never what it says. */
    @Override
    public final String toString() {
        return messageId() + " at offset " + queueOffset() + " of " + queue();
    }

    final @Nullable String value(byte[] name) {
        return PropertyCodec.value(propertyBytes(), propertiesAt(), propertiesEnd(), name);
    }

    static byte[] ascii(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }
}
