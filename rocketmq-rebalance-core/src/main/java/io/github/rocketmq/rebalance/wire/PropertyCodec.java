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

    /** As the place of a value: there is none. */
    static final int NOWHERE = -1;

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

    static Map<String, String> decode(byte[] bytes, int start, int end) {
        Map<String, String> properties = new LinkedHashMap<>();
        int at = start;
        while (at < end) {
            int valueEnd = endOfValue(bytes, at, end);
            int keyEnd = Bytes.find(KEY_END, bytes, at, valueEnd);
            if (keyEnd > at && keyEnd + 1 < valueEnd) {
                properties.put(text(bytes, at, keyEnd), text(bytes, keyEnd + 1, valueEnd));
            }
            at = valueEnd + 1;
        }
        return properties;
    }

    /** One value, without decoding the others. */
    static @Nullable String value(byte[] bytes, int start, int end, byte[] name) {
        int at = find(bytes, start, end, name);
        return at == NOWHERE ? null : text(bytes, at, endOfValue(bytes, at, end));
    }

    /** Where a value starts, or {@link #NOWHERE}. */
    static int find(byte[] bytes, int start, int end, byte[] name) {
        int at = start;
        while (at + name.length + 1 < end) {
            int valueAt = at + name.length + 1;
            if (bytes[valueAt - 1] == KEY_END && bytes[valueAt] != VALUE_END && same(bytes, at, name)) {
                return valueAt;
            }
            at = endOfValue(bytes, at, end) + 1;
        }
        return NOWHERE;
    }

    /** Where the value ends that starts here or before. */
    static int endOfValue(byte[] bytes, int at, int end) {
        return Bytes.find(VALUE_END, bytes, at, end);
    }

    static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static boolean same(byte[] bytes, int at, byte[] name) {
        for (int i = 0; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
