package io.github.rocketmq.rebalance.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;

/**
 * {@link Subscription#accepts(String)} for many messages: answers the same, and from the bytes of a tag where a message
 * still has it as bytes. Safe for use by any thread.
 */
public final class TagFilter {

    /** A message that can be asked without making a text of its tag. */
    public interface TagBytes {

        /** Whether the message's tag is one that the filter accepts. */
        boolean tagPasses(TagFilter filter);
    }

    private final Subscription subscription;
    private final boolean everything;
    /** The tags that bytes alone can tell. */
    private final byte[][] plainTags;
    /** Of the tag at the same place. */
    private final int[] hashes;

    private TagFilter(Subscription subscription) {
        this.subscription = subscription;
        SortedSet<String> tags = subscription.tags();
        this.everything = subscription.takesAll() || subscription.filterType() == FilterType.SQL92;
        this.plainTags = tags.stream()
                .filter(TagFilter::isPlain)
                .map(tag -> tag.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        this.hashes = Arrays.stream(plainTags)
                .mapToInt(tag -> hash(tag, 0, tag.length))
                .toArray();
    }

    /** The filter of a subscription. */
    public static TagFilter of(Subscription subscription) {
        return new TagFilter(subscription);
    }

    /** Whether it accepts every message, even one without a tag. */
    public boolean acceptsAll() {
        return everything;
    }

    /** Whether the message is wanted. */
    public boolean accepts(Message message) {
        if (everything) {
            return true;
        }
        return message instanceof TagBytes bytes ? bytes.tagPasses(this) : subscription.accepts(message.tag());
    }

    /** Whether a message with this tag, in UTF-8, is wanted. */
    public boolean accepts(byte[] bytes, int from, int to) {
        if (everything) {
            return true;
        }
        int start = from;
        int end = to;
        // As String.trim() does, for single bytes; those of other characters are negative.
        while (start < end && isBlank(bytes[start])) {
            start++;
        }
        while (start < end && isBlank(bytes[end - 1])) {
            end--;
        }
        if (!isPlain(bytes, start, end)) {
            return subscription.accepts(new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }
        int hash = hash(bytes, start, end);
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] == hash && Arrays.equals(bytes, start, end, plainTags[i], 0, plainTags[i].length)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBlank(byte character) {
        return character >= 0 && character <= ' ';
    }

    private static boolean isPlain(String tag) {
        return tag.chars().allMatch(character -> character < 128);
    }

    private static boolean isPlain(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }
}
