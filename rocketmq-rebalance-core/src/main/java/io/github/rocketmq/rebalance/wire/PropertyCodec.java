package io.github.rocketmq.rebalance.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Message properties as bytes: {@code key 0x01 value 0x02}, again and again ({@code MessageDecoder} of Apache's common
 * module). The last separator may be missing; a pair with an empty key or value does not count.
 */
public final class PropertyCodec {

    private static final byte KEY_END = 1;
    private static final byte VALUE_END = 2;

    private PropertyCodec() {}

    /** As one text, for a send request. */
    public static String encode(Map<String, String> properties) {
        StringBuilder text = new StringBuilder();
        properties.forEach((key, value) ->
                text.append(key).append((char) KEY_END).append(value).append((char) VALUE_END));
        return text.toString();
    }

    static Map<String, String> decode(byte[] bytes, int start, int length) {
        Map<String, String> properties = new LinkedHashMap<>();
        int end = start + length;
        int at = start;
        while (at < end) {
            int valueEnd = find(bytes, VALUE_END, at, end);
            int keyEnd = find(bytes, KEY_END, at, valueEnd);
            if (keyEnd > at && keyEnd + 1 < valueEnd) {
                properties.put(text(bytes, at, keyEnd), text(bytes, keyEnd + 1, valueEnd));
            }
            at = valueEnd + 1;
        }
        return properties;
    }

    /** One value, without decoding the others. */
    static @Nullable String value(byte[] bytes, int start, int length, byte[] name) {
        int end = start + length;
        int at = start;
        while (at < end) {
            int valueEnd = find(bytes, VALUE_END, at, end);
            int keyEnd = at + name.length;
            if (keyEnd + 1 < valueEnd && bytes[keyEnd] == KEY_END && same(bytes, at, name)) {
                return text(bytes, keyEnd + 1, valueEnd);
            }
            at = valueEnd + 1;
        }
        return null;
    }

    private static int find(byte[] bytes, byte wanted, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean same(byte[] bytes, int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
